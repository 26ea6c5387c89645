import type { ImageShape } from '../core/problem.js';
import type { DistortionNorms } from '../plugins/attack.js';

/** Columns of a row grouped into pixels: the channels of a pixel are p, p + count, p + 2 count, ... */
export interface Pixels {
  readonly count: number;
  readonly channels: number;
}

/** Pixels of an image, or one per column. */
export function pixelsOf(columns: number, image: ImageShape | undefined): Pixels {
  return image ? { count: image[1] * image[2], channels: image[0] } : { count: columns, channels: 1 };
}

/** How far `point` is from `clean`. */
export function distortion(pixels: Pixels, clean: Float64Array, point: Float64Array): DistortionNorms {
  let [l0, l1, squares, linf] = [0, 0, 0, 0];
  for (let p = 0; p < pixels.count; p++) {
    let changed = false;
    for (let c = 0; c < pixels.channels; c++) {
      const j = p + c * pixels.count;
      const change = Math.abs(point[j]! - clean[j]!);
      changed ||= change > 0;
      l1 += change;
      squares += change * change;
      linf = Math.max(linf, change);
    }
    if (changed) l0++;
  }
  return { l0, l1, l2: Math.sqrt(squares), linf };
}

/** Mean of each norm; zeros where there is nothing. */
export function meanDistortion(all: readonly DistortionNorms[]): DistortionNorms {
  const mean = (of: (one: DistortionNorms) => number) =>
    all.reduce((sum, one) => sum + of(one), 0) / Math.max(1, all.length);
  return { l0: mean((d) => d.l0), l1: mean((d) => d.l1), l2: mean((d) => d.l2), linf: mean((d) => d.linf) };
}
