import { addScaled, dot, norm2 } from '../core/matrix.js';

/** Share of its length by which a column must leave the span of the others to count as independent of them. */
const independentShare = 1e-13;

/** Linearly independent columns, held as A = Q R so that coefficients in them are read off and columns exchanged. */
export interface ColumnBasis {
  /** Adds the column and returns undefined where it is independent; else returns c with sum_i c_i a_i = column. */
  addOrExpress(column: Float64Array): Float64Array | undefined;
  /** Takes out the i-th column held; those behind it move up. */
  remove(i: number): void;
}

/** An empty basis. Cost: O(m r) a column, O(m r) a removal, for r columns of m entries. */
export function columnBasis(): ColumnBasis {
  /** Orthonormal columns, and R by columns: a_j = sum_{i <= j} r[j][i] q[i]. */
  const q: Float64Array[] = [];
  const r: number[][] = [];

  return {
    addOrExpress(column) {
      const rest = column.slice();
      const shares = new Array<number>(q.length).fill(0);
      // Twice is enough (Kahan and Parlett): once leaves rounding in the span.
      for (let round = 0; round < 2; round++) {
        q.forEach((unit, i) => {
          const share = dot(unit, rest);
          addScaled(rest, -share, unit);
          shares[i]! += share;
        });
      }
      const length = norm2(rest);
      if (length <= independentShare * norm2(column)) return backSubstituted(r, shares);
      q.push(rest.map((value) => value / length));
      r.push([...shares, length]);
      return undefined;
    },

    remove(i) {
      r.splice(i, 1);
      // The columns behind now reach one row below the diagonal: rotate rows j, j + 1 until they do not.
      for (let j = i; j < r.length; j++) {
        const length = Math.hypot(r[j]![j]!, r[j]![j + 1]!);
        const [c, s] = [r[j]![j]! / length, r[j]![j + 1]! / length];
        for (const column of r.slice(j)) {
          const [above, under] = [column[j]!, column[j + 1]!];
          column[j] = c * above + s * under;
          column[j + 1] = c * under - s * above;
        }
        r[j]!.length = j + 1;
        rotate(q[j]!, q[j + 1]!, c, s);
      }
      q.length = r.length;
    },
  };
}

/** c with R c = shares. */
function backSubstituted(r: readonly (readonly number[])[], shares: readonly number[]): Float64Array {
  const c = Float64Array.from(shares);
  for (let j = r.length - 1; j >= 0; j--) {
    c[j]! /= r[j]![j]!;
    for (let i = 0; i < j; i++) c[i]! -= c[j]! * r[j]![i]!;
  }
  return c;
}

function rotate(a: Float64Array, b: Float64Array, c: number, s: number): void {
  for (let k = 0; k < a.length; k++) {
    const [above, under] = [a[k]!, b[k]!];
    a[k] = c * above + s * under;
    b[k] = c * under - s * above;
  }
}
