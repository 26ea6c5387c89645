import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Matrix } from '../core/matrix.js';
import type { TensorLibrary } from './backends/backend.js';
import { type BackendName, requestedBackend, startBackend } from './backends/index.js';

export type { TensorLibrary } from './backends/backend.js';
export { type BackendName, requestedBackend } from './backends/index.js';

/** tfjs, ready to use. Its numbers are float32: whatever is reported is computed again in float64. */
export interface Tensors {
  readonly tf: TensorLibrary;
  readonly backend: BackendName;
  /** The backend with its device or library, for people: "wasm (OpenBLAS 0.3.21, 2 threads)". */
  readonly description: string;
}

const variable = 'RELUCENT_BACKEND';

let loaded: Promise<Tensors> | undefined;

/**
 * tfjs on the backend that the environment variable RELUCENT_BACKEND names, or on the best that is there, loaded once
 * per process at the first call. Throws an Error when the named backend is unknown or does not start: another one is
 * never taken in its place.
 */
export function loadTensors(): Promise<Tensors> {
  loaded ??= load(requestedBackend(process.env[variable]));
  return loaded;
}

/**
 * Why a method that reads numbers within its steps cannot run here; undefined where it can. Only the tensors of webgpu
 * cannot be read at once, and that backend is only taken where it is asked for.
 */
export function withoutSynchronousReads(): string | undefined {
  if (process.env[variable] !== 'webgpu') return undefined;
  return `it reads numbers within its steps, which the tensor backend "webgpu" cannot do: set ${variable}=wasm`;
}

async function load(request: BackendName | 'auto'): Promise<Tensors> {
  const tf = await import('@tensorflow/tfjs-core');
  // Registers the gradients of all operations; tfjs-core's own module for that cannot be imported in Node.
  await import('@tensorflow/tfjs-layers');
  tf.enableProdMode();
  const { name, device } = await startBackend(tf, request);
  return { tf, backend: name, description: device ? `${name} (${device})` : name };
}

/** The matrix as a tensor of its shape, rounded to float32. */
export function matrixTensor(tf: TensorLibrary, { rows, cols, data }: Matrix): Tensor2D {
  return tf.tensor2d(Float32Array.from(data), [rows, cols]);
}

/** The vector as a tensor of shape (1, length). */
export function rowTensor(tf: TensorLibrary, vector: Float64Array): Tensor2D {
  return tf.tensor2d(Float32Array.from(vector), [1, vector.length]);
}
