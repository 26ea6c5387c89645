import { readShared } from './problems.js';

/** A training program of the reference material with its optimal value, which is unique (weights are not). */
export interface ReferenceInstance {
  readonly name: string;
  readonly loss: 'hinge' | 'squared';
  /** Factor of the summed losses. */
  readonly scale: number;
  readonly X: number[][];
  readonly y: number[];
  /** Patterns: character k of row i is D_i[k,k]. */
  readonly D: string[];
  readonly beta: number;
  /** Radius of the l-infinity boxes, or one for each of the d columns. */
  readonly eps: number | number[];
  readonly d: number;
  readonly optimal_value: number;
  /** Predictions at the optimum, where they are unique. */
  readonly yhat_unique?: number[];
}

/** Undefined where the material is not at hand. */
export const referenceInstances = readShared<{ convex: ReferenceInstance[] }>(
  'vectors/convex-rvsm.json',
)?.convex;

/** The instance as a user would write it, without a solver. */
export function specOf({ X, y, loss, scale, beta, eps, d }: ReferenceInstance) {
  return {
    data: { source: 'inline', x: X, y },
    loss: { type: loss, scale },
    regularizer: { weight: beta },
    threat: {
      radii: Array.isArray(eps) && eps.length > 1 ? eps : new Array<number>(d).fill([eps].flat()[0]!),
    },
  } as const;
}
