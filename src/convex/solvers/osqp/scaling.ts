import type { SparseMatrix } from '../../../plugins/conic-solver.js';
import type { PolyhedralProgram } from '../polyhedral.js';
import { maxAbs } from './products.js';

/**
 * The program in other units, P' = c DPD, q' = c Dq, A' = EAD, b' = Eb: a point (x', z') of it stands for x = Dx' and
 * z = Ez'/c of the original.
 */
export interface ScaledProgram extends PolyhedralProgram {
  /** Diagonal of D. */
  readonly columns: Float64Array;
  /** Diagonal of E. */
  readonly rows: Float64Array;
  /** c. */
  readonly cost: number;
}

const passes = 10;
/** Columns and rows with nothing larger than this are left as they are. */
const smallest = 1e-4;
const largest = 1e4;

/**
 * Modified Ruiz equilibration (Stellato et al. 2020, algorithm 2): brings the columns of [P, A'; A, 0] to maximum norm
 * one, and the cost to a gradient of that size.
 */
export function equilibrate({ p, q, a, b, zero }: PolyhedralProgram): ScaledProgram {
  const scaled = {
    p: { ...p, values: p.values.slice() },
    q: q.slice(),
    a: { ...a, values: a.values.slice() },
  };
  const columns = new Float64Array(p.cols).fill(1);
  const rows = new Float64Array(a.rows).fill(1);
  let cost = 1;

  for (let pass = 0; pass < passes; pass++) {
    const curvature = symmetricColumnNorms(scaled.p);
    const { columnNorms, rowNorms } = norms(scaled.a);
    const columnFactor = columnNorms.map((norm, j) => inverseRoot(Math.max(norm, curvature[j]!)));
    const rowFactor = rowNorms.map(inverseRoot);
    scale(scaled.p, columnFactor, columnFactor);
    scale(scaled.a, columnFactor, rowFactor);
    for (let j = 0; j < p.cols; j++) {
      scaled.q[j]! *= columnFactor[j]!;
      columns[j]! *= columnFactor[j]!;
    }
    for (let i = 0; i < a.rows; i++) rows[i]! *= rowFactor[i]!;

    let sum = 0;
    for (const norm of symmetricColumnNorms(scaled.p)) sum += norm;
    const factor = 1 / bounded(Math.max(p.cols > 0 ? sum / p.cols : 0, maxAbs(scaled.q)));
    for (let k = 0; k < p.values.length; k++) scaled.p.values[k]! *= factor;
    for (let j = 0; j < p.cols; j++) scaled.q[j]! *= factor;
    cost *= factor;
  }
  return { ...scaled, b: b.map((bound, i) => bound * rows[i]!), zero, columns, rows, cost };
}

function bounded(norm: number): number {
  return norm < smallest ? 1 : Math.min(norm, largest);
}

function inverseRoot(norm: number): number {
  return 1 / Math.sqrt(bounded(norm));
}

function scale(matrix: SparseMatrix, columnFactor: Float64Array, rowFactor: Float64Array): void {
  for (let j = 0; j < matrix.cols; j++) {
    for (let k = matrix.colStart[j]!; k < matrix.colStart[j + 1]!; k++) {
      matrix.values[k]! *= columnFactor[j]! * rowFactor[matrix.rowIndex[k]!]!;
    }
  }
}

/** Maximum norms of the columns and rows. */
function norms(matrix: SparseMatrix): { columnNorms: Float64Array; rowNorms: Float64Array } {
  const columnNorms = new Float64Array(matrix.cols);
  const rowNorms = new Float64Array(matrix.rows);
  for (let j = 0; j < matrix.cols; j++) {
    for (let k = matrix.colStart[j]!; k < matrix.colStart[j + 1]!; k++) {
      const i = matrix.rowIndex[k]!;
      const size = Math.abs(matrix.values[k]!);
      columnNorms[j] = Math.max(columnNorms[j]!, size);
      rowNorms[i] = Math.max(rowNorms[i]!, size);
    }
  }
  return { columnNorms, rowNorms };
}

/** Maximum norms of the columns of a symmetric matrix given by its upper triangle. */
function symmetricColumnNorms(upper: SparseMatrix): Float64Array {
  const { columnNorms, rowNorms } = norms(upper);
  return columnNorms.map((norm, j) => Math.max(norm, rowNorms[j]!));
}
