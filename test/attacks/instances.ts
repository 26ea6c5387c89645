import { readShared } from '../support/problems.js';

interface AttackVectors {
  readonly U_rows_are_neurons: number[][];
  readonly alpha: number[];
  readonly cases: readonly {
    x: number[];
    y: number;
    eps: number;
    gamma: number;
    steps: number;
    fgsm: number[];
    pgd: number[];
    margin_fgsm: number;
    margin_pgd: number;
  }[];
}

/** Independently computed attacks, where this checkout has them. */
export const vectors = readShared<{ attacks: AttackVectors }>('vectors/convex-rvsm.json')?.attacks;
