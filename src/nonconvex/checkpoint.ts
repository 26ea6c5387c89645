import type { DataTypeMap, Tensor, TensorContainer, TensorContainerObject } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './tensors.js';

export interface SavedArray {
  readonly shape: number[];
  readonly dtype: keyof DataTypeMap | 'float64';
  readonly values: ArrayLike<number>;
}

/** The state of an algorithm with its tensors read: from it the run goes on exactly as it would have. */
export type Checkpoint = number | SavedArray | readonly Checkpoint[] | CheckpointFields;
type CheckpointFields = { readonly [name: string]: Checkpoint };

/** Copies a state, which stays as it is. Reads tensors (async for WebGPU). */
export async function checkpoint(state: TensorContainer): Promise<Checkpoint> {
  if (typeof state === 'number') return state;
  if (Array.isArray(state)) return Promise.all(state.map(checkpoint));
  if (isTensor(state)) {
    return { shape: [...state.shape], dtype: state.dtype, values: (await state.data()).slice() };
  }
  const fields = Object.entries(state as TensorContainerObject).map(
    async ([name, field]) => [name, await checkpoint(field)] as const,
  );
  return Object.fromEntries(await Promise.all(fields));
}

/** The state a checkpoint was made of, as fresh tensors. */
export function restore(tf: TensorLibrary, saved: Checkpoint): TensorContainer {
  if (typeof saved === 'number') return saved;
  if (Array.isArray(saved)) return saved.map((each) => restore(tf, each));
  if (isSavedArray(saved)) {
    const { shape, dtype, values } = saved;
    if (dtype === 'float64') throw new RangeError('there are no tensors of float64');
    const given = values as Float32Array | number[];
    return tf.tensor(ArrayBuffer.isView(given) ? given : Array.from(given), shape, dtype);
  }
  const fields = Object.entries(saved).map(([name, field]) => [name, restore(tf, field)]);
  return Object.fromEntries(fields) as TensorContainerObject;
}

export function savedArray(values: Float64Array): SavedArray {
  return { shape: [values.length], dtype: 'float64', values };
}

export function isSavedArray(saved: unknown): saved is SavedArray {
  return typeof saved === 'object' && saved !== null && 'dtype' in saved;
}

function isTensor(value: TensorContainer): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
