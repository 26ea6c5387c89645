import { norm2 } from '../../../core/matrix.js';
import type { ConicProgram, SparseMatrix } from '../../../plugins/conic-solver.js';
import type { InequalityRow } from '../polyhedral.js';
import type { CurvedSet, Cut } from './curved-set.js';

/** One entry of s = b - Ax: constant - sum of values[i] x[columns[i]]. */
interface SlackRow {
  readonly columns: number[];
  readonly values: number[];
  readonly constant: number;
}

/** Share of its length by which a ray must leave a cone to be cut off. */
const rayTolerance = 1e-9;

/** The second-order cones ||(s_1, s_2, ...)|| <= s_0 of a program, by cuts s_0 >= a . (s_1, s_2, ...), ||a|| <= 1. */
export function curvedCones({ a, b, cones }: ConicProgram): CurvedSet[] {
  let first = cones.zero + cones.nonnegative;
  const rows = slackRows(a, b, first);
  return cones.secondOrder.map((size) => {
    const set = curvedCone(first, rows.splice(0, size));
    first += size;
    return set;
  });
}

function curvedCone(first: number, rows: readonly SlackRow[]): CurvedSet {
  const tangent = (direction: Float64Array): Cut => ({
    row: tangentRow(rows, direction),
    // multiplier * (1, -direction) lies in the cone, which is its own dual, and A' takes it to the multiple of the row.
    addToDual(multiplier, z) {
      z[first]! += multiplier;
      direction.forEach((component, j) => {
        z[first + 1 + j]! -= multiplier * component;
      });
    },
  });

  return {
    /** The tangents along the axes, |s_j| <= s_0: they imply s_0 >= 0, which stands alone where the cone is a half line. */
    start() {
      const size = rows.length - 1;
      if (size === 0) return [tangent(new Float64Array(0))];
      return Array.from({ length: 2 * size }, (_, i) => {
        const direction = new Float64Array(size);
        direction[i >> 1] = i % 2 === 0 ? 1 : -1;
        return tangent(direction);
      });
    },
    cutOff(x, tolerance) {
      const { head, length, rest } = polar(rows.map((row) => slackAt(row, x)));
      return length > head + tolerance * Math.max(1, length) ? tangent(rest) : undefined;
    },
    cutOffRay(ray) {
      const { head, length, rest } = polar(rows.map((row) => slackAt(row, ray) - row.constant));
      return length > head + rayTolerance * length ? tangent(rest) : undefined;
    },
  };
}

/** (s_0, ||rest||, rest / ||rest||) of a slack. Where the rest is 0 so is its direction, and the cut is s_0 >= 0. */
function polar([head, ...others]: readonly number[]): {
  readonly head: number;
  readonly length: number;
  readonly rest: Float64Array;
} {
  const rest = Float64Array.from(others);
  const length = norm2(rest);
  return { head: head!, length, rest: rest.map((value) => value / (length || 1)) };
}

/** s_0 >= direction . (s_1, s_2, ...) over x: (A_0 - sum_j direction_j A_j) x <= b_0 - sum_j direction_j b_j. */
function tangentRow(rows: readonly SlackRow[], direction: Float64Array): InequalityRow {
  const entries = new Map<number, number>();
  let bound = 0;
  rows.forEach(({ columns, values, constant }, r) => {
    const weight = r === 0 ? 1 : -direction[r - 1]!;
    if (weight === 0) return;
    bound += weight * constant;
    columns.forEach((column, i) => {
      entries.set(column, (entries.get(column) ?? 0) + weight * values[i]!);
    });
  });
  return { columns: [...entries.keys()], values: [...entries.values()], bound };
}

function slackAt({ columns, values, constant }: SlackRow, x: Float64Array): number {
  return columns.reduce((slack, column, i) => slack - values[i]! * x[column]!, constant);
}

/** Rows `first`, `first` + 1, ... of the program, each with its own entries. */
function slackRows(a: SparseMatrix, b: Float64Array, first: number): SlackRow[] {
  const rows = Array.from(b.subarray(first), (constant): SlackRow => ({ columns: [], values: [], constant }));
  for (let column = 0; column < a.cols; column++) {
    for (let entry = a.colStart[column]!; entry < a.colStart[column + 1]!; entry++) {
      const row = rows[a.rowIndex[entry]! - first];
      row?.columns.push(column);
      row?.values.push(a.values[entry]!);
    }
  }
  return rows;
}
