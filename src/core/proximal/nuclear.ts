import { type Matrix, zeros } from '../matrix.js';
import { singularSystem, transposed } from '../singular-values.js';
import type { Penalty, Shape } from './penalty.js';

/**
 * The sum of the singular values of the weight: its operator shortens each by the step, those below it to 0, so that
 * the weight loses rank. A decomposition in float64 each time: for layers of some hundred neurons.
 */
export const nuclear: Penalty = {
  name: 'nuclear',
  formula: 'sum of the singular values',
  reference:
    'Cai, Candes, Shen: A singular value thresholding algorithm for matrix completion. SIAM J. Optim. 20 (2010)',
  structure: 'matrix',
  convex: true,
  degree: 1,
  value: (x, _params, shape) => sum(singularSystem(tall(x, shape)).values),
  prox(x, step, _params, shape) {
    const left = (value: number) => Math.max(0, value - step);
    const { y, values } = withSingularValues(x, shape, left);
    return { y, value: sum(values) };
  },
  gradient: (x, _params, shape) => withSingularValues(x, shape, (value) => (value > 0 ? 1 : 0)).y,
  naive: (x, step, _params, shape) => byEigenvectors(x, step, shape),
};

/** sum_k f(s_k) u_k v_k', and f(s_k). */
function withSingularValues(
  x: Float64Array,
  shape: Shape,
  f: (value: number) => number,
): { y: Float64Array; values: Float64Array } {
  const { values, scaledLeft, right } = singularSystem(tall(x, shape));
  const next = values.map(f);
  const product = zeros(scaledLeft.cols, right.cols);
  for (let k = 0; k < values.length; k++) {
    if (next[k] === 0) continue;
    const factor = next[k]! / values[k]!;
    for (let i = 0; i < product.rows; i++) {
      const scaled = factor * scaledLeft.data[k * product.rows + i]!;
      for (let j = 0; j < product.cols; j++)
        product.data[i * product.cols + j]! += scaled * right.data[k * product.cols + j]!;
    }
  }
  return { y: (isTall(shape) ? product : transposed(product)).data, values: next };
}

/** W V diag(max(0, 1 - step / s)) V' with the eigenvectors V and eigenvalues s^2 of W'W, by power iteration and deflation. */
function byEigenvectors(x: Float64Array, step: number, shape: Shape): Float64Array {
  const w = tall(x, shape);
  const gram = zeros(w.cols, w.cols);
  for (let i = 0; i < w.cols; i++)
    for (let j = 0; j < w.cols; j++)
      for (let k = 0; k < w.rows; k++)
        gram.data[i * w.cols + j]! += w.data[k * w.cols + i]! * w.data[k * w.cols + j]!;
  const result = zeros(w.rows, w.cols);
  for (let found = 0; found < w.cols; found++) {
    const { value, vector } = largestEigenpair(gram);
    const size = Math.sqrt(value);
    if (!(size > step)) break;
    for (let i = 0; i < w.rows; i++) {
      let along = 0;
      for (let j = 0; j < w.cols; j++) along += w.data[i * w.cols + j]! * vector[j]!;
      for (let j = 0; j < w.cols; j++) result.data[i * w.cols + j]! += along * (1 - step / size) * vector[j]!;
    }
    for (let i = 0; i < w.cols; i++)
      for (let j = 0; j < w.cols; j++) gram.data[i * w.cols + j]! -= value * vector[i]! * vector[j]!;
  }
  return (isTall(shape) ? result : transposed(result)).data;
}

function largestEigenpair({ cols, data }: Matrix): { value: number; vector: Float64Array } {
  let vector = Float64Array.from({ length: cols }, (_, i) => 1 + Math.sin(i + 1) / 3);
  let value = 0;
  for (let k = 0; k < 5000; k++) {
    const next = new Float64Array(cols);
    for (let i = 0; i < cols; i++)
      for (let j = 0; j < cols; j++) next[i]! += data[i * cols + j]! * vector[j]!;
    const length = Math.hypot(...next);
    if (length === 0) return { value: 0, vector };
    vector = next.map((each) => each / length);
    if (Math.abs(length - value) <= 1e-16 * length && k > 300) break;
    value = length;
  }
  return { value, vector };
}

function isTall({ rows, cols }: Shape): boolean {
  return rows >= cols;
}

/** The weight, or its transpose where that has more rows. */
function tall(data: Float64Array, shape: Shape): Matrix {
  return isTall(shape) ? { ...shape, data } : transposed({ ...shape, data });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
