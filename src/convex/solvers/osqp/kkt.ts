import type { SparseMatrix } from '../../../plugins/conic-solver.js';
import { analyseLdl, type LdlAnalysis, ldl } from './ldl.js';
import { minimumDegree } from './ordering.js';
import { permute, type SymmetricPattern } from './symmetric-pattern.js';

/** Pattern of the KKT matrix [P, A'; A, 0] with a full diagonal, ordered and analysed once for all its values. */
export interface KktAnalysis {
  readonly order: Int32Array;
  readonly ldl: LdlAnalysis;
  /** Where the entries of P, of A and of the diagonal stand in the permuted upper triangle. */
  readonly place: { readonly p: Int32Array; readonly a: Int32Array; readonly diagonal: Int32Array };
}

export interface Kkt {
  /**
   * Factors [P + shift I, A'; A, -diag(rows)], without the rows of A that `kept` marks with 0 (all are kept when it is
   * left out). Returns false when the matrix is not quasi-definite: P is not positive semidefinite, or holds a NaN.
   */
  factor(shift: number, rows: Float64Array, kept?: Uint8Array): boolean;
  /** x := K^-1 x, for the n variables and then the m rows. */
  solve(x: Float64Array): void;
}

/** Orders and analyses the KKT matrix of P (upper triangle) and A; their values do not matter. */
export function analyseKkt(p: SparseMatrix, a: SparseMatrix): KktAnalysis {
  const { pattern, place } = upperTriangle(p, a);
  const order = minimumDegree(pattern);
  const permuted = permute(pattern, order);
  const moved = (entries: Int32Array) => entries.map((entry) => permuted.place[entry]!);
  return {
    order,
    ldl: analyseLdl(permuted.pattern),
    place: { p: moved(place.p), a: moved(place.a), diagonal: moved(place.diagonal) },
  };
}

export function kkt({ order, ldl: analysis, place }: KktAnalysis, p: SparseMatrix, a: SparseMatrix): Kkt {
  const factorization = ldl(analysis);
  const values = new Float64Array(analysis.pattern.rowIndex.length);
  const permuted = new Float64Array(order.length);
  return {
    factor(shift, rows, kept) {
      values.fill(0);
      for (let j = 0; j < p.cols; j++) values[place.diagonal[j]!] = shift;
      for (let i = 0; i < a.rows; i++) values[place.diagonal[p.cols + i]!] = -rows[i]!;
      for (let k = 0; k < p.values.length; k++) values[place.p[k]!]! += p.values[k]!;
      for (let k = 0; k < a.values.length; k++) {
        if (!kept || kept[a.rowIndex[k]!] === 1) values[place.a[k]!] = a.values[k]!;
      }
      return factorization.factor(values) === p.cols;
    },
    solve(x) {
      for (let k = 0; k < order.length; k++) permuted[k] = x[order[k]!]!;
      factorization.solve(permuted);
      for (let k = 0; k < order.length; k++) x[order[k]!] = permuted[k]!;
    },
  };
}

/** The upper triangle: column j < n is P's with a diagonal entry; column n + i is row i of A with a diagonal entry. */
function upperTriangle(
  p: SparseMatrix,
  a: SparseMatrix,
): { pattern: SymmetricPattern; place: KktAnalysis['place'] } {
  const size = p.cols + a.rows;
  const colStart = new Int32Array(size + 1);
  for (let j = 0; j < p.cols; j++) {
    colStart[j + 1] = 1;
    for (let k = p.colStart[j]!; k < p.colStart[j + 1]!; k++) if (p.rowIndex[k] !== j) colStart[j + 1]!++;
  }
  for (let i = 0; i < a.rows; i++) colStart[p.cols + i + 1] = 1;
  for (const row of a.rowIndex) colStart[p.cols + row + 1]!++;
  for (let j = 0; j < size; j++) colStart[j + 1]! += colStart[j]!;

  const rowIndex = new Int32Array(colStart[size]!);
  const next = colStart.slice(0, size);
  const place = {
    p: new Int32Array(p.values.length),
    a: new Int32Array(a.values.length),
    diagonal: new Int32Array(size),
  };
  for (let j = 0; j < size; j++) {
    place.diagonal[j] = next[j]!++;
    rowIndex[place.diagonal[j]!] = j;
  }
  for (let j = 0; j < p.cols; j++) {
    for (let k = p.colStart[j]!; k < p.colStart[j + 1]!; k++) {
      const onDiagonal = p.rowIndex[k] === j;
      place.p[k] = onDiagonal ? place.diagonal[j]! : next[j]!++;
      rowIndex[place.p[k]!] = p.rowIndex[k]!;
    }
    for (let k = a.colStart[j]!; k < a.colStart[j + 1]!; k++) {
      place.a[k] = next[p.cols + a.rowIndex[k]!]!++;
      rowIndex[place.a[k]!] = j;
    }
  }
  return { pattern: { size, colStart, rowIndex }, place };
}
