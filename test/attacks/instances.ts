import { existsSync, readFileSync } from 'node:fs';

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

const file = new URL('../../../shared/vectors/convex-rvsm.json', import.meta.url);

/** Independently computed attacks, where this checkout has them. */
export const vectors: AttackVectors | undefined = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { attacks: AttackVectors }).attacks
  : undefined;
