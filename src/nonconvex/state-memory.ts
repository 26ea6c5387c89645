import type { Scalar, TensorContainerObject } from '@tensorflow/tfjs-core';
import { type Checkpoint, checkpoint, restore, type SavedArray, savedArray } from './checkpoint.js';
import type { TensorLibrary } from './tensors.js';

/** How the memory of an algorithm's states is kept: tensors are counted by hand, arrays are garbage-collected. */
export interface StateMemory<State> {
  /** What `build` returns; all else that it made on the way is freed. */
  build(build: () => State): State;
  /** Frees what `old` holds and `next`, where there is one, does not share. */
  release(old: State, next?: State): void;
  read(measure: () => Record<string, Scalar | number>): Promise<Record<string, number>>;
  /** A copy from which {@link load} makes the same state again. */
  save(state: State): Promise<Checkpoint>;
  load(saved: Checkpoint): State;
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
    save: (state) => checkpoint(state),
    load: (saved) => restore(tf, saved) as State,
  };
}

/** For states of float64 arrays and numbers. */
export const arrayMemory: StateMemory<ArrayState> = {
  build: (build) => build(),
  release() {},
  read: async (measure) => measure() as Record<string, number>,
  save: async (state) => mapFields(state, (field) => (typeof field === 'number' ? field : savedArray(field))),
  load: (saved) =>
    mapFields(saved as Record<string, number | SavedArray>, (field) =>
      typeof field === 'number' ? field : Float64Array.from(field.values),
    ),
};

function mapFields<From, To>(fields: Readonly<Record<string, From>>, map: (field: From) => To) {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, map(field)]));
}

/** A state without tensors. */
export type ArrayState = { readonly [name: string]: Float64Array | number };
