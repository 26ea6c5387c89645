import { type Matrix, zeros } from '../../core/matrix.js';
import { type ActivityGroups, groupSamples } from '../activity-groups.js';
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

/** Samples whose slopes agree for every neuron see the same slope of the model. */
export function slopeGroups({ rows, cols, data }: Slopes): ActivityGroups {
  return groupSamples(cols, (k) => Array.from({ length: rows }, (_, i) => data[i * cols + k]).join());
}
