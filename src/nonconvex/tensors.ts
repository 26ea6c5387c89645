import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Matrix } from '../core/matrix.js';
import { explicitTransposes } from './explicit-transposes.js';

export type TensorLibrary = typeof import('@tensorflow/tfjs-core');

const backends = {
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};

export type BackendName = keyof typeof backends;

/** tfjs, ready to use. Its numbers are float32: whatever is reported is computed again in float64. */
export interface Tensors {
  readonly tf: TensorLibrary;
  readonly backend: BackendName;
}

let loaded: Promise<Tensors> | undefined;

/**
 * tfjs on the backend that the environment variable RELUCENT_BACKEND names (wasm when it is unset), loaded once per
 * process at the first call. Throws an Error when that backend is unknown or does not start: another one is never
 * taken in its place.
 */
export function loadTensors(): Promise<Tensors> {
  loaded ??= load(requestedBackend(process.env.RELUCENT_BACKEND));
  return loaded;
}

/** The backend a value of RELUCENT_BACKEND asks for. Throws an Error when there is none of that name. */
export function requestedBackend(value: string | undefined): BackendName {
  if (value === undefined || value === '') return 'wasm';
  if (Object.hasOwn(backends, value)) return value as BackendName;
  const known = Object.keys(backends).join(' or ');
  throw new Error(`RELUCENT_BACKEND: there is no tensor backend "${value}"; use ${known}`);
}

async function load(backend: BackendName): Promise<Tensors> {
  const tf = await import('@tensorflow/tfjs-core');
  // Registers the gradients of all operations; tfjs-core's own module for that cannot be imported in Node.
  await import('@tensorflow/tfjs-layers');
  await backends[backend]();
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`the tensor backend "${backend}" does not start here`);
  if (backend === 'wasm') explicitTransposes(tf, backend);
  return { tf, backend };
}

/** The matrix as a tensor of its shape, rounded to float32. */
export function matrixTensor(tf: TensorLibrary, { rows, cols, data }: Matrix): Tensor2D {
  return tf.tensor2d(Float32Array.from(data), [rows, cols]);
}

/** The vector as a tensor of shape (1, length). */
export function rowTensor(tf: TensorLibrary, vector: Float64Array): Tensor2D {
  return tf.tensor2d(Float32Array.from(vector), [1, vector.length]);
}
