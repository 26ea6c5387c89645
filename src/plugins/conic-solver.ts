import type { Status } from '../core/status.js';
import type { Manifest } from './manifest.js';

/** A sparse matrix, compressed by columns; row indices ascend within a column. */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** Column j holds entries colStart[j] .. colStart[j + 1] - 1. */
  readonly colStart: Uint32Array;
  readonly rowIndex: Uint32Array;
  readonly values: Float64Array;
}

/** The cone K as a product, in this order of rows: zeros, nonnegative rows, second-order, exponential cones. */
export interface Cones {
  readonly zero: number;
  readonly nonnegative: number;
  /** Sizes of the second-order cones {(t, u): ||u|| <= t}. */
  readonly secondOrder: readonly number[];
  /** Number of exponential cones, the closure of {(x, y, z): y > 0, y exp(x/y) <= z}; absent: none. */
  readonly exponential?: number;
}

/**
 * The one form every conic backend takes:
 *
 *   minimise  1/2 x'Px + q'x   subject to  Ax + s = b,  s in K.
 *
 * `p` holds the upper triangle; its dual multipliers z live in the dual cone K*, one per row of A.
 */
export interface ConicProgram {
  readonly p: SparseMatrix;
  readonly q: Float64Array;
  readonly a: SparseMatrix;
  readonly b: Float64Array;
  readonly cones: Cones;
}

export interface ConicOptions {
  /** Target for the relative and absolute gap. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** What a backend returns. The native status is kept word for word; nothing in here is believed unchecked. */
export interface ConicSolution {
  readonly status: Extract<Status, 'solved' | 'inaccurate' | 'limit' | 'infeasible' | 'failed'>;
  readonly native: string;
  readonly x?: Float64Array;
  readonly z?: Float64Array;
  readonly iterations: number;
}

/** A solver of conic programs. It runs in a thread of its own, so it is named by the module that holds it. */
export interface ConicSolver extends Manifest<'conic-solver'> {
  readonly cones: readonly (keyof Cones)[];
  /** True when it takes P != 0. */
  readonly quadratic: boolean;
  /** URL of a module whose default export is a {@link ConicSolverImplementation}. */
  readonly implementation: string;
}

export interface ConicSolverImplementation {
  version(): Promise<string>;
  solve(program: ConicProgram, options: ConicOptions): Promise<ConicSolution>;
}
