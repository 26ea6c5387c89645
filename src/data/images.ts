import { inputError } from '../core/errors.js';
import type { ImageShape } from '../core/problem.js';

const colours = ['red', 'green', 'blue'];

/** One name per entry of an image row: pixel[line,place], or red[...], green[...], blue[...]. */
export function imageColumns([channels, height, width]: ImageShape): string[] {
  const names: string[] = [];
  for (let c = 0; c < channels; c++) {
    const channel = channels === 1 ? 'pixel' : colours[c]!;
    for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) names.push(`${channel}[${i},${j}]`);
  }
  return names;
}

/** Block means of images of shape `from`, down to shape `to`. */
export interface Downsampling {
  readonly from: ImageShape;
  readonly to: ImageShape;
  /** Height and width of a block. */
  readonly block: readonly [number, number];
  /** Lines above and places left of the first block. */
  readonly border: readonly [number, number];
}

/**
 * Blocks of floor(H / h) x floor(W / w) pixels in the middle of the image; the lines and places that no whole
 * block fills are left out evenly at both ends (one more at the far end where their number is odd).
 * Throws InputError at `pointer` when there is no image or it is smaller than asked for.
 */
export function planDownsampling(
  image: ImageShape | undefined,
  size: readonly number[],
  pointer: string,
): Downsampling {
  if (!image) throw inputError(pointer, 'only images (idx or cifar10 files) can be downsampled');
  const [channels, height, width] = image;
  const [h, w] = [size[0]!, size[1]!];
  if (h > height || w > width) {
    throw inputError(pointer, `${h} x ${w} is larger than the images, which are ${height} x ${width}`);
  }
  const block = [Math.floor(height / h), Math.floor(width / w)] as const;
  const border = [Math.floor((height - block[0] * h) / 2), Math.floor((width - block[1] * w) / 2)] as const;
  return { from: image, to: [channels, h, w], block, border };
}

/** Writes the block means of the image that starts at `cells[start]` to `out`, from `outStart` on. */
export function writeBlockMeans(
  { from, to, block, border }: Downsampling,
  cells: ArrayLike<number>,
  start: number,
  out: Float64Array,
  outStart: number,
): void {
  const [, height, width] = from;
  const [channels, h, w] = to;
  const [blockHeight, blockWidth] = block;
  let at = outStart;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < h; i++) {
      for (let j = 0; j < w; j++) {
        const corner =
          start + (c * height + border[0] + i * blockHeight) * width + border[1] + j * blockWidth;
        let sum = 0;
        for (let u = 0; u < blockHeight; u++) {
          for (let v = 0; v < blockWidth; v++) sum += cells[corner + u * width + v]!;
        }
        out[at++] = sum / (blockHeight * blockWidth);
      }
    }
  }
}
