import { inputError } from '../core/errors.js';
import { createRandom } from '../core/random.js';

/** Positions of the rows of both parts, ascending: file order is kept. */
export interface SplitRows {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Holds out round(share * n) of the positions 0, ..., n - 1, at least one and at most n - 1, chosen by the seed.
 * Throws InputError at `pointer` when n < 2.
 */
export function splitRows(n: number, share: number, seed: number, pointer: string): SplitRows {
  if (n < 2) throw inputError(pointer, `needs at least two rows, but there is ${n}`);
  const held = Math.min(n - 1, Math.max(1, Math.round(share * n)));
  const order = createRandom(seed, 'split').permutation(n);
  return { train: order.slice(held).sort(), test: order.slice(0, held).sort() };
}
