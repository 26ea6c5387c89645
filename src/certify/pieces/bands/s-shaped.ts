import type { Activation } from '../../../core/activations.js';
import { type Bounding, type Line, lineThrough, noBand, widened } from './band.js';

const bisections = 60;

/**
 * A function that is convex up to 0, concave from there and symmetric about (0, phi(0)), with values in (least, most):
 * sigmoid and tanh. Zhang et al., CROWN, 2018, sec. 3.3 and table 2.
 */
export function sShaped(activation: Activation, least: number, most: number): Bounding {
  const { value, slope } = activation;
  const twiceMiddle = 2 * value(0);

  /** The lowest line that the tangents and the chord offer above phi on the interval. */
  function above(low: number, high: number): Line {
    const reach = Math.max(Math.abs(low), Math.abs(high));
    const tangent = (z: number) => lineThrough(slope(z), z, value(z), reach, 1);
    // Concave on the whole interval.
    if (low >= 0) return tangent((low + high) / 2);
    const clears = (z: number) => value(z) + slope(z) * (low - z) >= value(low);
    if (high > 0 && clears(high)) {
      // The tangent at z clears the end at low from some z on: that point from above.
      let [below, touching] = [0, high];
      for (let i = 0; i < bisections; i++) {
        const middle = (below + touching) / 2;
        if (clears(middle)) touching = middle;
        else below = middle;
      }
      return tangent(touching);
    }
    const chord = high > low ? (value(high) - value(low)) / (high - low) : slope(low);
    const [left, right] = [low, high].map((z) => lineThrough(chord, z, value(z), reach, 1));
    return left!.shift > right!.shift ? left! : right!;
  }

  return {
    range: (low, high) => [Math.max(least, widened(value(low), -1)), Math.min(most, widened(value(high), 1))],

    band(low, high) {
      if (!(Number.isFinite(low) && Number.isFinite(high))) return noBand;
      // phi(z) = 2 phi(0) - phi(-z).
      const mirrored = above(-high, -low);
      const lower = { slope: mirrored.slope, shift: twiceMiddle - mirrored.shift };
      return { lower, upper: above(low, high) };
    },
  };
}
