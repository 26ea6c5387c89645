import { addScaled, dot, norm2, row } from '../../core/matrix.js';
import type { AnyProblem } from '../../core/problem.js';
import type { FilterLoss } from './filter-loss.js';

/** Enough for the step size: the estimate is short of the eigenvalue by a few percent at most. */
const powerSteps = 20;

/**
 * c sum_r (F(x_r; w) - y_r)^2 / 2 over the training rows, F(x; w) = (1/k) sum_i max(0, w . x[i]): the problem's own
 * loss. The derivative of max(0, z) at 0 is taken as 1.
 */
export function sampledLoss(problem: AnyProblem, k: number): FilterLoss {
  const { train, lossScale } = problem;
  const d = train.x.cols / k;
  const pieces = { rows: train.x.rows * k, cols: d, data: train.x.data };

  /** F(x_r; w) - y_r for every row. */
  function errors(w: Float64Array): Float64Array {
    return train.y.data.map((target, r) => {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += Math.max(0, dot(w, row(pieces, r * k + i)));
      return sum / k - target;
    });
  }

  return {
    curvature: (lossScale * largestEigenvalue(pieces.rows, (p) => row(pieces, p), d)) / k,

    value(w) {
      const off = errors(w);
      return (lossScale * dot(off, off)) / 2;
    },

    gradient(w) {
      const gradient = new Float64Array(d);
      errors(w).forEach((error, r) => {
        for (let i = 0; i < k; i++) {
          const piece = row(pieces, r * k + i);
          if (dot(w, piece) >= 0) addScaled(gradient, (lossScale * error) / k, piece);
        }
      });
      return gradient;
    },
  };
}

/** About the largest eigenvalue of sum_p x_p x_p', by the power method. */
function largestEigenvalue(count: number, piece: (p: number) => Float64Array, d: number): number {
  let direction = new Float64Array(d).fill(1 / Math.sqrt(d));
  let value = 0;
  for (let step = 0; step < powerSteps; step++) {
    const image = new Float64Array(d);
    for (let p = 0; p < count; p++) addScaled(image, dot(piece(p), direction), piece(p));
    value = norm2(image);
    if (value === 0) return 0;
    direction = image.map((each) => each / value);
  }
  return value;
}
