import { softplus as activation } from '../../../core/activations.js';
import { type Bounding, lineThrough, noBand, widened } from './band.js';

/** log(1 + e^z), convex: the chord above, the tangent at the middle below. */
export const softplus: Bounding = {
  range: (low, high) => [Math.max(0, widened(activation.value(low), -1)), widened(activation.value(high), 1)],

  band(low, high) {
    if (!(Number.isFinite(low) && Number.isFinite(high))) return noBand;
    const reach = Math.max(Math.abs(low), Math.abs(high));
    const middle = (low + high) / 2;
    const first = activation.value(low);
    const chord = high > low ? (activation.value(high) - first) / (high - low) : activation.slope(low);
    return {
      lower: lineThrough(activation.slope(middle), middle, activation.value(middle), reach, -1),
      upper: chordAbove(chord),
    };

    /** A line of that slope above both ends. */
    function chordAbove(slope: number) {
      const [left, right] = [low, high].map((z) => lineThrough(slope, z, activation.value(z), reach, 1));
      return left!.shift > right!.shift ? left! : right!;
    }
  },
};
