import { fromRows, type Matrix, zeros } from '#relucent/core/matrix.js';
import type { Arithmetic } from '#relucent/nonconvex/splitting/arithmetic.js';

type Operand = Matrix | number;

function map(m: Matrix, f: (x: number) => number): Matrix {
  return { ...m, data: m.data.map((x) => f(x)) };
}

function zip(a: Operand, b: Operand, f: (x: number, y: number) => number): Matrix {
  const [left, right] = [a, b].map((each) =>
    typeof each === 'number' ? { rows: 1, cols: 1, data: Float64Array.of(each) } : each,
  ) as [Matrix, Matrix];
  const result = zeros(Math.max(left.rows, right.rows), Math.max(left.cols, right.cols));
  const at = ({ rows, cols, data }: Matrix, i: number, j: number) =>
    data[(rows === 1 ? 0 : i) * cols + (cols === 1 ? 0 : j)]!;
  for (let i = 0; i < result.rows; i++) {
    for (let j = 0; j < result.cols; j++)
      result.data[i * result.cols + j] = f(at(left, i, j), at(right, i, j));
  }
  return result;
}

export function transposed(m: Matrix): Matrix {
  const result = zeros(m.cols, m.rows);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.cols; j++) result.data[j * m.rows + i] = m.data[i * m.cols + j]!;
  }
  return result;
}

function product(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.rows) throw new RangeError(`${a.cols} columns times ${b.rows} rows`);
  const result = zeros(a.rows, b.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.cols; k++) {
      for (let j = 0; j < b.cols; j++) {
        result.data[i * b.cols + j]! += a.data[i * a.cols + k]! * b.data[k * b.cols + j]!;
      }
    }
  }
  return result;
}

const rowsOf = (m: Matrix) =>
  Array.from({ length: m.rows }, (_, i) => Array.from(m.data.subarray(i * m.cols, (i + 1) * m.cols)));
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, x) => total + x, 0);

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(sum(values.map((x) => Math.exp(x - most))));
}

/** The arithmetic of splitting methods on plain float64 matrices, for exact checks. */
export const float64: Arithmetic<Matrix> = {
  precision: Number.EPSILON,
  matrix: (rows, cols, values) => ({ rows, cols, data: Float64Array.from(values) }),
  read: (m) => m.data,
  shape: ({ rows, cols }) => [rows, cols],
  tidy: (work) => work(),
  free: () => {},

  product: (a, b, which) =>
    product(which === 'first' ? transposed(a) : a, which === 'second' ? transposed(b) : b),

  add: (a, b) => zip(a, b, (x, y) => x + y),
  sub: (a, b) => zip(a, b, (x, y) => x - y),
  mul: (a, b) => zip(a, b, (x, y) => x * y),
  div: (a, b) => zip(a, b, (x, y) => x / y),
  maximum: (a, b) => zip(a, b, Math.max),
  minimum: (a, b) => zip(a, b, Math.min),

  relu: (m) => map(m, (x) => Math.max(0, x)),
  step: (m) => map(m, (x) => (x > 0 ? 1 : 0)),
  abs: (m) => map(m, Math.abs),
  log: (m) => map(m, Math.log),
  log1p: (m) => map(m, Math.log1p),
  expm1: (m) => map(m, Math.expm1),
  tanh: (m) => map(m, Math.tanh),
  sigmoid: (m) => map(m, (x) => 1 / (1 + Math.exp(-x))),
  softplus: (m) => map(m, (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)))),

  softmax: (m) =>
    fromRows(
      rowsOf(m).map((row) => {
        const normalizer = logSumExp(row);
        return row.map((x) => Math.exp(x - normalizer));
      }),
    ),
  logSumExp: (m) => fromRows(rowsOf(m).map((row) => [logSumExp(row)])),
  meanRow: (m) => fromRows([rowsOf(transposed(m)).map((column) => sum(column) / m.rows)]),

  sum: (m) => sum(m.data),
  sumOfSquares: (m) => sum(m.data.map((x) => x * x)),
  largest: (m) => m.data.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY),

  withOnes: (m) => fromRows(rowsOf(m).map((row) => [...row, 1])),
  columns: (m, from, count) => fromRows(rowsOf(m).map((row) => row.slice(from, from + count))),
};
