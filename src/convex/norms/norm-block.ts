import type { ProgramBuilder } from '../program-builder.js';

/** How the convex path writes one norm N of neurons: rows of the program, and its part of the dual bound. */
export interface NormBlock {
  /** Whether its rows include a second-order cone. */
  readonly curved: boolean;
  /** Adds the rows, and variables where it needs some, of N(u) <= x[head] for the `size` variables u from `first` on. */
  epigraph(builder: ProgramBuilder, head: number, first: number, size: number): void;
  /**
   * The dual norm N*(h) = max{h.u : N(u) <= 1}, never less than it but for rounding: a bound is scaled back by it.
   * It must not rise when entries of h move towards 0, as holds for all norms of absolute values.
   */
  dual(h: Float64Array): number;
}
