import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floats } from '../heap.js';
import { type KernelFamily, kernel } from './context.js';

interface Attributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * The gradient of max pooling: each entry of dy goes to the first largest entry of its window, in reading order. The
 * backend's own starts from 0 and so loses the gradient of windows without a positive entry.
 */
export const maxPoolGradient: KernelFamily = ({ tf, backend }) => ({
  MaxPoolGrad: kernel<{ dy: TensorInfo; input: TensorInfo }, Attributes>(({ dy, input }, attrs) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const info = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const { inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
    const result = backend.makeOutput(input.shape, 'float32');
    const [x, slopes, gradient] = [input, dy, result].map((tensor) => floats(backend, tensor)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    gradient.fill(0);
    let pooled = 0;
    for (let image = 0; image < info.batchSize; image++) {
      for (let row = 0; row < outHeight; row++) {
        const top = row * info.strideHeight - info.padInfo.top;
        const [firstRow, endRow] = [Math.max(0, top), Math.min(inHeight, top + info.effectiveFilterHeight)];
        for (let col = 0; col < outWidth; col++) {
          const left = col * info.strideWidth - info.padInfo.left;
          const [firstCol, endCol] = [Math.max(0, left), Math.min(inWidth, left + info.effectiveFilterWidth)];
          for (let channel = 0; channel < channels; channel++) {
            let largest = Number.NEGATIVE_INFINITY;
            let where = -1;
            for (let i = firstRow; i < endRow; i++) {
              let at = ((image * inHeight + i) * inWidth + firstCol) * channels + channel;
              for (let j = firstCol; j < endCol; j++, at += channels) {
                if (x[at]! > largest) {
                  largest = x[at]!;
                  where = at;
                }
              }
            }
            if (where >= 0) gradient[where]! += slopes[pooled]!;
            pooled++;
          }
        }
      }
    }
    return result;
  }),
});
