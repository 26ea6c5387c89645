import type { ConicOptions, ConicSolution, SparseMatrix } from '../../plugins/conic-solver.js';

/**
 * minimise 1/2 x'Px + q'x subject to Ax + s = b, the first `zero` entries of s zero and the others nonnegative: a
 * conic program without curved cones. `p` holds the upper triangle.
 */
export interface PolyhedralProgram {
  readonly p: SparseMatrix;
  readonly q: Float64Array;
  readonly a: SparseMatrix;
  readonly b: Float64Array;
  readonly zero: number;
}

/** One new row: sum of values[i] x[columns[i]] <= bound. */
export interface InequalityRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly bound: number;
}

/** A program held by a solver, to which rows can be added and which is solved again from where it stood. */
export interface PolyhedralSession {
  addRows(rows: readonly InequalityRow[]): void;
  /** `z`: one multiplier per row in order of arrival, >= 0 on inequalities, with Px + q + A'z = 0. */
  solve(options: ConicOptions): Promise<ConicSolution>;
  /** After an end without a point: a direction the program is unbounded along (cost < 0), where the solver has one. */
  ray?(): Float64Array | undefined;
  /** Frees what the solver holds outside the JavaScript heap. */
  dispose(): void;
}

/** A solver for programs without curved cones; second-order cones reach it as tangent cuts. */
export interface PolyhedralSolver {
  version(): Promise<string>;
  open(program: PolyhedralProgram): Promise<PolyhedralSession>;
}
