import type { SparseMatrix } from '../../../plugins/conic-solver.js';
import type { CurvedSet, Cut } from './curved-set.js';

/** Entries of the upper triangle of one block of P. */
interface Entries {
  readonly rows: number[];
  readonly columns: number[];
  readonly values: number[];
}

/**
 * The objective 1/2 x'Px as a sum over the blocks of P that share no variables, each below a variable of its own
 * (`epigraph` + its number): 1/2 x'Qx <= w, by tangents w >= t'Qx - 1/2 t'Qt. A diagonal P gives a parabola a variable.
 */
export function curvedQuadratics(p: SparseMatrix, epigraph: number): CurvedSet[] {
  return blocksOf(p).map((block, i) => curvedQuadratic(block, epigraph + i));
}

function curvedQuadratic(block: Entries, w: number): CurvedSet {
  /** The tangent at `scale` * point. */
  const tangentAt = (slope: ReadonlyMap<number, number>, value: number, scale: number): Cut => ({
    row: {
      columns: [...slope.keys(), w],
      values: [...Array.from(slope.values(), (entry) => scale * entry), -1],
      bound: scale * scale * value,
    },
    // The row belongs to the objective: the conic program has no multiplier for it.
    addToDual() {},
  });
  return {
    /** The tangent at 0, w >= 0. */
    start: () => [tangentAt(new Map(), 0, 1)],
    cutOff(x, tolerance) {
      const { slope, value } = evaluate(block, x);
      return value > x[w]! + tolerance * Math.max(1, value) ? tangentAt(slope, value, 1) : undefined;
    },
    /** Any curvature ends a ray; twice as far out as its lowest point, the tangent rises faster than the cost falls. */
    cutOffRay(ray, descent) {
      const { slope, value } = evaluate(block, ray);
      return value > 0 ? tangentAt(slope, value, descent / value) : undefined;
    },
  };
}

/** Qx by variable, and 1/2 x'Qx. */
function evaluate(block: Entries, x: Float64Array): { slope: Map<number, number>; value: number } {
  const slope = product(block, x);
  let value = 0;
  for (const [column, entry] of slope) value += (entry * x[column]!) / 2;
  return { slope, value };
}

/** Qx by variable, for the symmetric Q whose upper triangle is given. */
function product({ rows, columns, values }: Entries, x: Float64Array): Map<number, number> {
  const result = new Map<number, number>();
  const add = (variable: number, term: number) => result.set(variable, (result.get(variable) ?? 0) + term);
  values.forEach((value, i) => {
    const [row, column] = [rows[i]!, columns[i]!];
    add(row, value * x[column]!);
    if (row !== column) add(column, value * x[row]!);
  });
  return result;
}

/** The connected parts of P: variables that share an entry belong together. */
function blocksOf(p: SparseMatrix): Entries[] {
  const parent = Array.from({ length: p.cols }, (_, j) => j);
  const root = (j: number): number => {
    let top = j;
    while (parent[top] !== top) top = parent[top]!;
    return top;
  };
  const entries = function* () {
    for (let column = 0; column < p.cols; column++) {
      for (let entry = p.colStart[column]!; entry < p.colStart[column + 1]!; entry++) {
        yield [p.rowIndex[entry]!, column, p.values[entry]!] as const;
      }
    }
  };

  for (const [row, column] of entries()) parent[root(row)] = root(column);
  const blocks = new Map<number, Entries>();
  for (const [row, column, value] of entries()) {
    const top = root(column);
    const block = blocks.get(top) ?? { rows: [], columns: [], values: [] };
    block.rows.push(row);
    block.columns.push(column);
    block.values.push(value);
    blocks.set(top, block);
  }
  return [...blocks.values()];
}
