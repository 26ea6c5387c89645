import { parameters, positive } from './parameter.js';
import { separable } from './separable.js';

export interface ScadParams {
  /** Size b up to which the penalty is |x|, > 0. */
  readonly knee: number;
  /** The penalty is flat from a b on, a > 1. */
  readonly a: number;
}

/**
 * The smoothly clipped absolute deviation with slope 1 up to the knee b, falling to 0 at a b:
 *
 *   |x| up to b,  (2 a b |x| - x^2 - b^2) / (2 (a - 1) b) up to a b,  then (a + 1) b / 2.
 *
 * Times a weight w = b it is Fan and Li's penalty with lambda = b. For step >= (a - 1) b the middle piece bends more
 * than the square, no minimiser lies in it, and the operator jumps from soft thresholding to x where both cost the same.
 */
export const scad = separable<ScadParams>({
  name: 'scad',
  formula: 'sum |x| up to the knee, then bending, flat from a times the knee on',
  reference:
    'Fan, Li: Variable selection via nonconcave penalized likelihood and its oracle properties. J. Amer. Statist. Assoc. 96 (2001)',
  convex: false,
  paramsSchema: parameters({
    knee: positive(0.1, 'Size of a weight up to which the penalty is its absolute value.'),
    a: {
      type: 'number',
      exclusiveMinimum: 1,
      default: 3.7,
      description: 'The penalty is flat from a times the knee on.',
    },
  }),
  at(size, { knee, a }) {
    if (size <= knee) return size;
    const bent = Math.min(size, a * knee) - knee;
    return knee + bent * (1 - bent / (2 * (a - 1) * knee));
  },
  threshold: (step, params) =>
    step > twiceGreatest(params) ? Math.sqrt(step * twiceGreatest(params)) : step,
  shrink(size, step, params) {
    const { knee, a } = params;
    if (step >= (a - 1) * knee) {
      const soft = step <= twiceGreatest(params) && size <= (step + twiceGreatest(params)) / 2;
      return soft ? size - step : size;
    }
    if (size <= knee + step) return size - step;
    if (size >= a * knee) return size;
    return ((a - 1) * knee * size - a * knee * step) / ((a - 1) * knee - step);
  },
  slope: (size, { knee, a }) => Math.min(1, Math.max(0, (a * knee - size) / ((a - 1) * knee))),
});

/** Twice the value that one entry of the penalty ends at. */
function twiceGreatest({ knee, a }: ScadParams): number {
  return (a + 1) * knee;
}
