import type { Shape } from './layer.js';

/**
 * What becomes of the edge. valid: windows inside the image only. same: zeros around it, ceil(size / stride) windows,
 * the odd line or place at the far end. ceil: as valid, and a last window that reaches beyond the edge where places
 * are left over.
 */
export type Edge = 'valid' | 'same' | 'ceil';

/** Windows along one axis: `count` of them, the first one starting `before` places in front of the image. */
export interface Windows {
  readonly count: number;
  readonly before: number;
}

/** Windows of `length` places every `stride` places. Throws a RangeError for `valid` ones on a shorter image. */
export function windowsAlong(size: number, length: number, stride: number, edge: Edge): Windows {
  if (edge === 'same') {
    const count = Math.ceil(size / stride);
    return { count, before: Math.floor(Math.max((count - 1) * stride + length - size, 0) / 2) };
  }
  const steps = (size - length) / stride;
  if (edge === 'ceil') {
    // A window that starts behind the edge sees nothing.
    const last = Math.min(Math.ceil(steps), Math.ceil(size / stride) - 1);
    return { count: Math.max(0, last) + 1, before: 0 };
  }
  if (steps < 0) throw new RangeError(`has windows of ${length} places, but gets images of ${size}`);
  return { count: Math.floor(steps) + 1, before: 0 };
}

/** Windows over the height and width of an image of shape [height, width, channels]. */
export interface Grid {
  readonly input: readonly [height: number, width: number];
  readonly size: readonly [height: number, width: number];
  readonly stride: number;
  readonly rows: Windows;
  readonly columns: Windows;
}

/** Throws a RangeError when `shape` is no image or smaller than a window. */
export function gridOver(shape: Shape, size: readonly [number, number], stride: number, edge: Edge): Grid {
  const [height, width] = imageOf(shape);
  return {
    input: [height, width],
    size,
    stride,
    rows: windowsAlong(height, size[0], stride, edge),
    columns: windowsAlong(width, size[1], stride, edge),
  };
}

/** The shape as [height, width, channels]. Throws a RangeError when it has another number of axes. */
export function imageOf(shape: Shape): readonly [height: number, width: number, channels: number] {
  if (shape.length !== 3) throw new RangeError(`takes images, but gets rows of shape ${shape.join(' x ')}`);
  return shape as unknown as readonly [number, number, number];
}

/**
 * Calls `visit` for every window and every place of it that lies inside the image: number of the window, of the place
 * in the image and of the place in the window, each line by line.
 */
export function eachPlace(
  { input: [height, width], size, stride, rows, columns }: Grid,
  visit: (window: number, place: number, tap: number) => void,
): void {
  for (let i = 0; i < rows.count; i++) {
    const top = i * stride - rows.before;
    for (let j = 0; j < columns.count; j++) {
      const left = j * stride - columns.before;
      const window = i * columns.count + j;
      for (let u = Math.max(0, -top); u < size[0] && top + u < height; u++) {
        for (let v = Math.max(0, -left); v < size[1] && left + v < width; v++) {
          visit(window, (top + u) * width + left + v, u * size[1] + v);
        }
      }
    }
  }
}
