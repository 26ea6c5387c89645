import type { ConicProgram, SparseMatrix } from '../plugins/conic-solver.js';

/** Coefficients of a linear form by variable index. */
export type Terms = Iterable<readonly [variable: number, coefficient: number]>;

/** terms . x + constant. */
export interface Affine {
  readonly terms: Terms;
  readonly constant: number;
}

/**
 * Collects a conic program. Rows are written as affine expressions that must lie in a cone
 * (`expression = 0`, `expression >= 0`, `||rest|| <= head`); the sign change to Ax + s = b happens here and only here.
 */
export interface ProgramBuilder {
  /** Adds `count` variables and returns the index of the first. */
  variables(count: number, cost?: number): number;
  /** Adds 1/2 weight x_j^2 to the objective. */
  quadratic(variable: number, weight: number): void;
  /** terms . x + constant = 0. Returns the row's index among the zero rows. */
  zero(terms: Terms, constant: number): number;
  /** terms . x + constant >= 0. Returns the row's index among the nonnegative rows. */
  nonnegative(terms: Terms, constant: number): number;
  /** ||x[rest]|| <= x[head], for `size` variables from `rest` on. */
  norm(head: number, rest: number, size: number): void;
  /**
   * The triple (x, y, z) lies in the exponential cone y exp(x/y) <= z. Returns the index of the row of x among the
   * exponential rows.
   */
  exponential(x: Affine, y: Affine, z: Affine): number;
  build(): ConicProgram;
}

export function programBuilder(): ProgramBuilder {
  const cost: number[] = [];
  const quadratic: [number, number][] = [];
  const zero = rowBlock();
  const nonnegative = rowBlock();
  const secondOrder = rowBlock();
  const exponential = rowBlock();
  const sizes: number[] = [];

  return {
    variables(count, unitCost = 0) {
      const first = cost.length;
      for (let i = 0; i < count; i++) cost.push(unitCost);
      return first;
    },
    quadratic(variable, weight) {
      quadratic.push([variable, weight]);
    },
    zero: (terms, constant) => zero.add(terms, constant),
    nonnegative: (terms, constant) => nonnegative.add(terms, constant),
    norm(head, rest, size) {
      secondOrder.add([[head, 1]], 0);
      for (let j = 0; j < size; j++) secondOrder.add([[rest + j, 1]], 0);
      sizes.push(size + 1);
    },
    exponential(x, y, z) {
      const first = exponential.add(x.terms, x.constant);
      exponential.add(y.terms, y.constant);
      exponential.add(z.terms, z.constant);
      return first;
    },
    build() {
      const blocks = [zero, nonnegative, secondOrder, exponential];
      const triples = exponential.constants.length / 3;
      quadratic.sort((a, b) => a[0] - b[0]);
      return {
        p: diagonal(cost.length, quadratic),
        q: Float64Array.from(cost),
        a: stack(blocks, cost.length),
        b: Float64Array.from(blocks.flatMap((block) => block.constants)),
        cones: {
          zero: zero.constants.length,
          nonnegative: nonnegative.constants.length,
          secondOrder: sizes,
          ...(triples > 0 ? { exponential: triples } : {}),
        },
      };
    },
  };
}

/** Entries of A = -terms and b = constant, row by row, in arrays that grow by doubling. */
function rowBlock() {
  let columns = new Uint32Array(1024);
  let values = new Float64Array(1024);
  let used = 0;
  const rowEnd: number[] = [];
  const constants: number[] = [];
  return {
    constants,
    rowEnd,
    entries: () => ({ columns: columns.subarray(0, used), values: values.subarray(0, used) }),
    add(terms: Terms, constant: number) {
      for (const [variable, coefficient] of terms) {
        if (coefficient === 0) continue;
        if (used === columns.length) {
          columns = doubled(columns);
          values = doubled(values);
        }
        columns[used] = variable;
        values[used++] = -coefficient;
      }
      rowEnd.push(used);
      constants.push(constant);
      return constants.length - 1;
    },
  };
}

function doubled<T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(2 * array.length);
  larger.set(array);
  return larger;
}

/** Compresses row blocks, one below the other, by columns. Rows come in order, so row indices ascend by themselves. */
function stack(blocks: readonly ReturnType<typeof rowBlock>[], cols: number): SparseMatrix {
  const colStart = new Uint32Array(cols + 1);
  for (const block of blocks) for (const column of block.entries().columns) colStart[column + 1]!++;
  for (let j = 0; j < cols; j++) colStart[j + 1]! += colStart[j]!;

  const next = colStart.slice();
  const rowIndex = new Uint32Array(colStart[cols]!);
  const values = new Float64Array(colStart[cols]!);
  let row = 0;
  for (const block of blocks) {
    const entries = block.entries();
    let entry = 0;
    for (const end of block.rowEnd) {
      for (; entry < end; entry++) {
        const place = next[entries.columns[entry]!]!++;
        rowIndex[place] = row;
        values[place] = entries.values[entry]!;
      }
      row++;
    }
  }
  return { rows: row, cols, colStart, rowIndex, values };
}

function diagonal(size: number, entries: readonly (readonly [number, number])[]): SparseMatrix {
  const colStart = new Uint32Array(size + 1);
  for (const [j] of entries) colStart[j + 1]!++;
  for (let j = 0; j < size; j++) colStart[j + 1]! += colStart[j]!;
  return {
    rows: size,
    cols: size,
    colStart,
    rowIndex: Uint32Array.from(entries, ([j]) => j),
    values: Float64Array.from(entries, ([, weight]) => weight),
  };
}
