import type { Shape, Structure } from '../../core/proximal/penalty.js';
import type { Random } from '../../core/random.js';

/** Ordinary steps first, then those at which the operator hardly moves or leaves nothing. */
export const steps = [0.5, 1, 0.1, 3, 0.02, 40, 1e-4, 1e5, 1e-9] as const;

/** Single entries: ordinary ones, on round numbers where thresholds tend to lie, then zero, tiny and huge ones. */
export const entries = [
  0.8, 0.5, 1, 2, 0.2, -0.8, -1, -0.25, 0.37, 1.3, 3.7, 10, -5, 0.1, 0.03, 0, 1e-4, 250, 1e-9, -1e-9, 1e-300,
  1e6, -1e6,
] as const;

export const one: Shape = { rows: 1, cols: 1 };

/** Shapes of the weights that a penalty of this structure is tested on. */
export function shapesFor(structure: Structure): readonly Shape[] {
  if (structure === 'entries') return [{ rows: 1, cols: 4 }];
  if (structure === 'vector') return [{ rows: 1, cols: 2 }, { rows: 2, cols: 4 }]; // biome-ignore format: one list
  return [{ rows: 1, cols: 3 }, { rows: 3, cols: 2 }, { rows: 3, cols: 5 }]; // biome-ignore format: one list
}

/** Weights of a shape: zeros, equal entries (ties), one entry, random ones of several sizes, some entries 0. */
export function weights({ rows, cols }: Shape, random: Random): Float64Array[] {
  const length = rows * cols;
  const make = (entry: (i: number) => number) => Float64Array.from({ length }, (_, i) => entry(i));
  return [
    make(() => 0),
    make(() => 0.7),
    make((i) => (i % 2 === 0 ? 1 : -1)),
    make((i) => (i === 0 ? 2 : 0)),
    ...[0.01, 0.3, 1, 1, 4, 100].map((size) => make(() => size * random.normal())),
    make((i) => (i % 3 === 0 ? 0 : random.normal())),
  ];
}
