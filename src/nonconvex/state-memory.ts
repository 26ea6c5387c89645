import type { Scalar, TensorContainerObject } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './tensors.js';

/** How the memory of an algorithm's states is kept: tensors are counted by hand, arrays are garbage-collected. */
export interface StateMemory<State> {
  /** What `build` returns; all else that it made on the way is freed. */
  build(build: () => State): State;
  /** Frees what `old` holds and `next`, where there is one, does not share. */
  release(old: State, next?: State): void;
  read(measure: () => Record<string, Scalar | number>): Promise<Record<string, number>>;
}

export function tensorMemory<State extends TensorContainerObject>(tf: TensorLibrary): StateMemory<State> {
  const { getTensorsInContainer } = tf.tensor_util;
  return {
    build: (build) => tf.tidy(build),
    release(old, next = {} as State) {
      const shared = new Set(getTensorsInContainer(next));
      for (const tensor of getTensorsInContainer(old)) if (!shared.has(tensor)) tensor.dispose();
    },
    async read(measure) {
      const measured = tf.tidy(measure);
      const values: Record<string, number> = {};
      for (const [name, value] of Object.entries(measured)) {
        values[name] = typeof value === 'number' ? value : (await value.data())[0]!;
      }
      tf.dispose(measured);
      return values;
    },
  };
}

/** For states of float64 arrays and numbers. */
export const arrayMemory: StateMemory<ArrayState> = {
  build: (build) => build(),
  release() {},
  read: async (measure) => measure() as Record<string, number>,
};

/** A state without tensors, which is its own checkpoint. */
export type ArrayState = { readonly [name: string]: Float64Array | number };
