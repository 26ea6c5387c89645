import { dot, type Matrix, row, zeros } from '../../core/matrix.js';
import { type ActivityGroups, groupSamples } from '../activity-groups.js';
import type { Neurons } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';

/**
 * lambda (2P, n): the slope in [0, 1] that stands for the ReLU of neuron i on the box of sample k. Any choice gives a
 * valid bound; 0 and 1 are the activities of a pattern.
 */
export type Slopes = Matrix;

/** Slopes equal to the patterns' activities, for the v and the w of every pattern. */
export function patternSlopes(patterns: readonly Pattern[], n: number): Slopes {
  const slopes = zeros(2 * patterns.length, n);
  [...patterns, ...patterns].forEach((pattern, i) => {
    slopes.data.set(pattern.active, i * n);
  });
  return slopes;
}

/** Slopes equal to the activities of neurons on the rows themselves: 1 where x_k . u_i >= 0. */
export function rowSlopes(x: Matrix, neurons: Neurons): Slopes {
  const slopes = zeros(neurons.rows, x.rows);
  for (let i = 0; i < neurons.rows; i++) {
    for (let k = 0; k < x.rows; k++) {
      slopes.data[i * x.rows + k] = dot(row(x, k), row(neurons, i)) >= 0 ? 1 : 0;
    }
  }
  return slopes;
}

/** Samples whose slopes agree for every neuron see the same slope of the model. */
export function slopeGroups({ rows, cols, data }: Slopes): ActivityGroups {
  return groupSamples(cols, (k) => Array.from({ length: rows }, (_, i) => data[i * cols + k]).join());
}
