import type { backend_util } from '@tensorflow/tfjs-core';

type Pool = backend_util.Conv2DInfo;

/** How the kernels of pooling are called. */
export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function poolOf(
  tf: typeof import('@tensorflow/tfjs-core'),
  inputShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): Pool {
  const shape = inputShape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/**
 * Adds the gradient of mean pooling to zeros: each entry of dy is spread evenly over the part of its window that lies
 * in the image, which is what the mean is taken over.
 */
export function addAveragePoolGradient(pool: Pool, dy: Float32Array, gradient: Float32Array): void {
  const { inWidth, inChannels: channels } = pool;
  eachWindow(pool, (pixel, corner, rows, cols) => {
    const share = 1 / (rows * cols);
    for (let i = 0; i < rows; i++) {
      let at = (corner + i * inWidth) * channels;
      for (let j = 0; j < cols; j++)
        for (let channel = 0; channel < channels; channel++)
          gradient[at++]! += share * dy[pixel * channels + channel]!;
    }
  });
}

/** Calls `visit` with each pixel of the result and the part of its window in the image: first pixel, rows, columns. */
export function eachWindow(
  pool: Pool,
  visit: (pixel: number, corner: number, rows: number, cols: number) => void,
): void {
  const { inHeight, inWidth, outHeight, outWidth, padInfo } = pool;
  let pixel = 0;
  for (let image = 0; image < pool.batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * pool.strideHeight - padInfo.top;
      const [firstRow, endRow] = [Math.max(0, top), Math.min(inHeight, top + pool.filterHeight)];
      for (let col = 0; col < outWidth; col++) {
        const left = col * pool.strideWidth - padInfo.left;
        const [firstCol, endCol] = [Math.max(0, left), Math.min(inWidth, left + pool.filterWidth)];
        const corner = (image * inHeight + firstRow) * inWidth + firstCol;
        visit(pixel++, corner, endRow - firstRow, endCol - firstCol);
      }
    }
  }
}
