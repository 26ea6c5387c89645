import { chordLift, chordSlope } from '../../bounds/relaxed-form.js';
import { type Bounding, exactBand, noBand } from './band.js';

/**
 * max(z, a z), 0 <= a < 1: above an unstable neuron the chord, below it the line through 0 of slope 1 or a, whichever
 * leaves the smaller area. Zhang et al., CROWN, 2018, sec. 3.3.
 */
export function leaky(a: number): Bounding {
  // 0 times an infinite end would be no number.
  const value = (z: number) => (z > 0 ? z : a === 0 ? 0 : a * z);
  return {
    // a z is rounded; z and 0 are not.
    range: (low, high) => [
      low < 0 ? value(low) * (1 + Number.EPSILON) : low,
      high < 0 ? value(high) * (1 - Number.EPSILON) : high,
    ],
    band(low, high) {
      if (low >= 0) return exactBand(1);
      if (high <= 0) return exactBand(a);
      if (!(Number.isFinite(low) && Number.isFinite(high))) return noBand;
      const slope = chordSlope(low, high, a);
      return {
        lower: { slope: high > -low ? 1 : a, shift: 0 },
        upper: { slope, shift: chordLift(low, high, a, slope) },
      };
    },
  };
}
