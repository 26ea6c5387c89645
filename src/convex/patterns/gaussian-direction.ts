import type { Random } from '../../core/random.js';

/** A draw of N(0, I_d). */
export function gaussianDirection(d: number, random: Random): Float64Array {
  return Float64Array.from({ length: d }, () => random.normal());
}
