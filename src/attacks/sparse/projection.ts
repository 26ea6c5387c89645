import type { Pixels } from '../pixels.js';

/** Range of every entry of an attacked row. */
export interface Range {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The nearest point to z that differs from x in at most k pixels and lies in the range: c = clip(z, low, high) on the
 * k pixels of largest gain ||z_p - x_p||^2 - ||z_p - c_p||^2 (over their channels), x elsewhere. Overwrites z.
 * Source: Croce and Hein, ICCV 2019, section 3.
 */
export function projectSparse(
  pixels: Pixels,
  x: Float64Array,
  z: Float64Array,
  range: Range,
  k: number,
): void {
  const gains = new Float64Array(pixels.count);
  for (let p = 0; p < pixels.count; p++) {
    for (let c = 0; c < pixels.channels; c++) {
      const j = p + c * pixels.count;
      const inside = Math.min(range.high[j]!, Math.max(range.low[j]!, z[j]!));
      gains[p]! += (z[j]! - x[j]!) ** 2 - (z[j]! - inside) ** 2;
      z[j] = inside;
    }
  }
  if (k >= pixels.count) return;
  const order = Uint32Array.from({ length: pixels.count }, (_, p) => p).sort((p, q) => gains[q]! - gains[p]!);
  for (const p of order.subarray(k)) {
    for (let c = 0; c < pixels.channels; c++) z[p + c * pixels.count] = x[p + c * pixels.count]!;
  }
}
