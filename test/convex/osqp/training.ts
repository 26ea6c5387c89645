import { assembleStable } from '#relucent/convex/formulations/stable-program.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { withRows } from '#relucent/convex/solvers/osqp/rows.js';
import type { InequalityRow, PolyhedralProgram } from '#relucent/convex/solvers/polyhedral.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import type { ConicProgram, SparseMatrix } from '#relucent/plugins/conic-solver.js';

/** The training program on that many sampled patterns, with its second-order cones. */
export function trainingProgram(problem: Problem, patterns: number): ConicProgram {
  const drawn = samplePatterns(problem.train.x, { method: 'sampled', distinct: patterns }, createRandom(1));
  return assembleStable(problem, drawn.patterns, lossBlocks[problem.loss.name]!, {
    neurons: 1,
    objective: 1 / problem.weight,
  }).program;
}

/** A cone ||x[rest]|| <= x[head] of a training program. */
export interface NormCone {
  readonly head: number;
  readonly rest: readonly number[];
}

/** The program with max |x_j| <= x[head] in the place of its cones, and the cones. */
export function polyhedral(program: ConicProgram): { program: PolyhedralProgram; cones: NormCone[] } {
  const { p, q, a, b, cones } = program;
  const kept = cones.zero + cones.nonnegative;
  const columnOfRow = new Map<number, number>();
  for (let j = 0; j < a.cols; j++) {
    for (let k = a.colStart[j]!; k < a.colStart[j + 1]!; k++) {
      if (a.rowIndex[k]! >= kept) columnOfRow.set(a.rowIndex[k]!, j);
    }
  }
  let row = kept;
  const normCones = cones.secondOrder.map((size) => {
    const columns = Array.from({ length: size }, () => columnOfRow.get(row++)!);
    return { head: columns[0]!, rest: columns.slice(1) };
  });
  const boxes = normCones.flatMap(({ head, rest }) =>
    rest.flatMap((j) =>
      [1, -1].map((sign): InequalityRow => ({ columns: [j, head], values: [sign, -1], bound: 0 })),
    ),
  );
  const linear = { p, q, a: firstRows(a, kept), b: b.slice(0, kept), zero: cones.zero };
  return { program: withRows(linear, boxes), cones: normCones };
}

/** The rows u.x[rest] <= x[head], u = x[rest] / ||x[rest]||, of the cones that x leaves by more than `tolerance`. */
export function tangents(cones: readonly NormCone[], x: Float64Array, tolerance: number): InequalityRow[] {
  return cones.flatMap(({ head, rest }) => {
    const norm = Math.hypot(...rest.map((j) => x[j]!));
    if (norm - x[head]! <= tolerance) return [];
    return [{ columns: [...rest, head], values: [...rest.map((j) => x[j]! / norm), -1], bound: 0 }];
  });
}

function firstRows(a: SparseMatrix, rows: number): SparseMatrix {
  const colStart = new Uint32Array(a.cols + 1);
  const rowIndex: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < a.cols; j++) {
    for (let k = a.colStart[j]!; k < a.colStart[j + 1]!; k++) {
      if (a.rowIndex[k]! >= rows) continue;
      rowIndex.push(a.rowIndex[k]!);
      values.push(a.values[k]!);
    }
    colStart[j + 1] = values.length;
  }
  return {
    rows,
    cols: a.cols,
    colStart,
    rowIndex: Uint32Array.from(rowIndex),
    values: Float64Array.from(values),
  };
}
