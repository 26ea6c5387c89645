import { type Matrix, zeros } from '../../core/matrix.js';
import type { ActivityGroups } from '../activity-groups.js';
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
  const group = new Uint32Array(cols);
  const representative: number[] = [];
  const known = new Map<string, number>();
  for (let k = 0; k < cols; k++) {
    const key = Array.from({ length: rows }, (_, i) => data[i * cols + k]).join();
    let index = known.get(key);
    if (index === undefined) {
      index = representative.push(k) - 1;
      known.set(key, index);
    }
    group[k] = index;
  }
  return { group, representative };
}
