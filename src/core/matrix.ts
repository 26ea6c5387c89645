/** A dense real matrix, row-major float64: entry (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

export function isMatrix(value: object): value is Matrix {
  return 'rows' in value && 'cols' in value;
}

export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float64Array(rows * cols) };
}

/** Copies equally long rows into a matrix. Throws a RangeError on ragged rows. */
export function fromRows(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const matrix = zeros(rows.length, cols);
  rows.forEach((row, i) => {
    if (row.length !== cols) throw new RangeError(`row ${i} has ${row.length} entries, expected ${cols}`);
    matrix.data.set(row, i * cols);
  });
  return matrix;
}

export function toRows(matrix: Matrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, i) => Array.from(row(matrix, i)));
}

/** Row i as a view: writing to it writes to the matrix. */
export function row(matrix: Matrix, i: number): Float64Array {
  return matrix.data.subarray(i * matrix.cols, (i + 1) * matrix.cols);
}

/** The given rows, in the given order, copied. */
export function selectRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const selected = zeros(indices.length, matrix.cols);
  for (let i = 0; i < indices.length; i++) {
    selected.data.set(row(matrix, indices[i]!), i * matrix.cols);
  }
  return selected;
}

/** Inner product of two equally long vectors. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Euclidean norm. */
export function norm2(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** sum_j radii_j |a_j|: how far a linear form with slope `a` can move inside an l-infinity box. */
export function boxNorm(a: Float64Array, radii: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += radii[j]! * Math.abs(a[j]!);
  return sum;
}

/** target += factor * source. */
export function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}
