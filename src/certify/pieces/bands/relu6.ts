import { relu6 as activation } from '../../../core/activations.js';
import { type Bounding, exactBand, lineThrough, noBand } from './band.js';

/**
 * min(max(0, z), 6): two edges of the convex hull of its graph, one below and one above, each the one that leaves the
 * smaller area where there are two.
 */
export const relu6: Bounding = {
  range: (low, high) => [activation.value(low), activation.value(high)],

  band(low, high) {
    if (high <= 0) return exactBand(0);
    if (low >= 6) return exactBand(0, 6);
    if (low >= 0 && high <= 6) return exactBand(1);
    if (!(Number.isFinite(low) && Number.isFinite(high))) return noBand;
    const reach = Math.max(-low, high);
    const [first, last] = [activation.value(low), activation.value(high)];
    const chord = (last - first) / (high - low);
    // Convex up to 6, concave from 0.
    const lower =
      low >= 0
        ? lineThrough(chord, low, first, reach, -1)
        : high > -low
          ? lineThrough(high <= 6 ? 1 : 6 / high, 0, 0, reach, -1)
          : { slope: 0, shift: 0 };
    const upper =
      high <= 6
        ? lineThrough(chord, low, first, reach, 1)
        : high - 6 > 6 - low
          ? { slope: 0, shift: 6 }
          : lineThrough((6 - first) / (6 - low), 6, 6, reach, 1);
    return { lower, upper };
  },
};
