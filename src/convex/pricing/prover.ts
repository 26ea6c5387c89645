import type { Pattern } from '../patterns/pattern.js';

/** A pattern whose cell attains more than the dual problem allows: adding it may lower the objective. */
export interface PricedPattern {
  readonly pattern: Pattern;
  /** The most that |nu . (X u)_+| is on the unit vectors of its cell. */
  readonly value: number;
  /** A unit vector of the cell that attains it. */
  readonly peak: Float64Array;
}

/** What is known about max{|nu . (X u)_+| : ||u|| <= 1}. */
export interface Proof {
  /** Never less than that maximum and never less than beta. */
  readonly bound: number;
  /** True where the bound is the maximum itself or within the threshold: looking longer would not help. */
  readonly complete: boolean;
  /** Patterns above the threshold that were come across. */
  readonly found: readonly PricedPattern[];
  readonly method: 'cells' | 'branch-and-bound';
  /** Cells, or nodes of the tree, that were looked at. */
  readonly examined: number;
}

/**
 * Bounds |nu . (X u)_+| over all directions u, not only those of known patterns. `threshold` >= beta: patterns above
 * it are wanted, and a bound that is not above it is good enough. Throws SolveAborted when the run's signal is aborted.
 */
export type Prover = (nu: Float64Array, threshold: number) => Promise<Proof>;
