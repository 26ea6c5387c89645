import type { BoundPenalty, Proximal, Shape } from './penalty.js';

/** No penalty at all. */
export const free: BoundPenalty = {
  name: 'free',
  structure: 'entries',
  convex: true,
  value: () => 0,
  prox: (x) => ({ y: x, value: 0 }),
  gradient: (x) => new Float64Array(x.length),
};

/** factor P, factor > 0: the operator of P at a step that is longer by the factor. */
export function scaled(penalty: BoundPenalty, factor: number): BoundPenalty {
  const { gradient } = penalty;
  return {
    ...penalty,
    value: (x, shape) => factor * penalty.value(x, shape),
    prox(x, step, shape) {
      const { y, value } = penalty.prox(x, factor * step, shape);
      return { y, value: factor * value };
    },
    ...(gradient && { gradient: (x, shape) => gradient(x, shape).map((each) => factor * each) }),
  };
}

/** P(x) + ridge/2 ||x||^2: with c = 1 + step ridge the operator is that of P at x / c with the step step / c. */
export function withSquaredL2(penalty: BoundPenalty, ridge: number): BoundPenalty {
  const { gradient } = penalty;
  return {
    ...penalty,
    value: (x, shape) => penalty.value(x, shape) + halfSquares(x, ridge),
    prox(x, step, shape) {
      const c = 1 + step * ridge;
      const { y, value } = penalty.prox(
        x.map((each) => each / c),
        step / c,
        shape,
      );
      return { y, value: value + halfSquares(y, ridge) };
    },
    ...(gradient && {
      gradient: (x, shape) => gradient(x, shape).map((each, i) => each + ridge * x[i]!),
    }),
  };
}

/**
 * sum_i weights_i p(x_i) of P(x) = sum_i p(x_i), weights_i >= 0: entries of one weight go through the operator of P
 * together. Throws a RangeError where P is no such sum; values and operators throw one where x has another length.
 */
export function weightedEntries(penalty: BoundPenalty, weights: ArrayLike<number>): BoundPenalty {
  if (penalty.structure !== 'entries') throw new RangeError(`${penalty.name} is no sum over the entries`);
  const { gradient } = penalty;
  const places = new Map<number, number[]>();
  for (let i = 0; i < weights.length; i++) {
    const known = places.get(weights[i]!);
    if (known) known.push(i);
    else places.set(weights[i]!, [i]);
  }
  places.delete(0);
  const entries = (x: Float64Array, at: readonly number[]) => {
    if (x.length !== weights.length)
      throw new RangeError(`${weights.length} weights for ${x.length} entries`);
    return Float64Array.from(at, (i) => x[i]!);
  };
  const value = (x: Float64Array) => {
    let sum = 0;
    for (const [weight, at] of places) sum += weight * penalty.value(entries(x, at));
    return sum;
  };
  return {
    ...penalty,
    value,
    prox(x, step): Proximal {
      const y = x.slice();
      let sum = 0;
      for (const [weight, at] of places) {
        const part = penalty.prox(entries(x, at), step * weight);
        at.forEach((i, k) => {
          y[i] = part.y[k]!;
        });
        sum += weight * part.value;
      }
      return { y, value: sum };
    },
    ...(gradient && {
      gradient: (x: Float64Array, shape?: Shape) => gradient(x, shape).map((each, i) => weights[i]! * each),
    }),
  };
}

function halfSquares(x: Float64Array, ridge: number): number {
  return (ridge / 2) * x.reduce((sum, each) => sum + each * each, 0);
}
