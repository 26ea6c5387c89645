import type { ActivationSpec } from '../../core/activations.js';
import type { Arithmetic } from './arithmetic.js';

/** Stands for infinity where it is multiplied by 0 and 1; a float32. */
const unbounded = 1e38;

/** The ends of an interval of every entry. */
export interface Interval<M> {
  readonly low: M;
  readonly high: M;
}

/** A nondecreasing activation h, and the interval in which it takes given values. */
export interface Monotone {
  value<M>(math: Arithmetic<M>, z: M): M;
  /**
   * {z: low <= h(z) <= high} of every entry, for intervals that meet the range of h; where rounding has moved one off
   * the range, the nearest end of it counts. An end may be infinite, or 1e38.
   */
  preimage<M>(math: Arithmetic<M>, between: Interval<M>): Interval<M>;
}

const linear: Monotone = { value: (_math, z) => z, preimage: (_math, between) => between };

/** max(0, z), up to `top`. */
const rectifier = (top: number): Monotone => ({
  value: (math, z) => (top < unbounded ? math.minimum(math.relu(z), top) : math.relu(z)),
  preimage(math, { low, high }) {
    const below = math.mul(unbounded, math.sub(1, math.step(low)));
    const lowest = math.sub(math.relu(low), below);
    if (top === unbounded) return { low: lowest, high: math.relu(high) };
    const above = math.mul(unbounded, math.sub(1, math.step(math.sub(top, high))));
    return { low: math.minimum(lowest, top), high: math.add(math.relu(high), above) };
  },
});

/** max(z, slope z), 0 < slope <= 1. */
const leakyRectifier = (slope: number): Monotone => {
  const pieces = <M>(math: Arithmetic<M>, x: M, below: number) =>
    math.sub(math.relu(x), math.mul(below, math.relu(math.sub(0, x))));
  return {
    value: (math, z) => pieces(math, z, slope),
    preimage: (math, { low, high }) => ({
      low: pieces(math, low, 1 / slope),
      high: pieces(math, high, 1 / slope),
    }),
  };
};

/** An activation with range (bottom, top) and a smooth inverse that is infinite at the ends. */
function smooth(
  range: readonly [bottom: number, top: number],
  value: Monotone['value'],
  inverse: <M>(math: Arithmetic<M>, h: M) => M,
): Monotone {
  const [bottom, top] = range;
  return {
    value,
    preimage: (math, { low, high }) => ({
      // The upper end of the lower bound, and the lower end of the upper one, stay one rounding inside the range.
      low: inverse(math, math.minimum(math.maximum(low, bottom), top - math.precision)),
      high: inverse(math, math.maximum(math.minimum(high, top), bottom + math.precision)),
    }),
  };
}

const sigmoid = smooth(
  [0, 1],
  (math, z) => math.sigmoid(z),
  // log(h / (1 - h)).
  (math, h) => math.sub(math.log(h), math.log1p(math.sub(0, h))),
);

const tanh = smooth(
  [-1, 1],
  (math, z) => math.tanh(z),
  // artanh h = log((1 + h) / (1 - h)) / 2.
  (math, h) => math.div(math.sub(math.log1p(h), math.log1p(math.sub(0, h))), 2),
);

const softplus = smooth(
  [0, unbounded],
  (math, z) => math.softplus(z),
  // log(e^h - 1) = h + log(1 - e^-h).
  (math, h) => math.add(h, math.log(math.sub(0, math.expm1(math.sub(0, h))))),
);

const named: Readonly<Record<Extract<ActivationSpec, string>, Monotone>> = {
  linear,
  relu: rectifier(unbounded),
  relu6: rectifier(6),
  sigmoid,
  tanh,
  softplus,
};

/** The activation of a spec, in the arithmetic of splitting methods. */
export function monotone(spec: ActivationSpec): Monotone {
  if (typeof spec === 'string') return named[spec];
  return spec.slope === 0 ? named.relu : leakyRectifier(spec.slope);
}
