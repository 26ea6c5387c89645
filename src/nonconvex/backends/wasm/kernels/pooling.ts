import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addAveragePoolGradient, eachWindow, type PoolAttributes, poolOf } from '../../pool-gradients.js';
import { addressOf, floats, memoryOf } from '../heap.js';
import { compileWindows } from '../simd/windows.js';
import { type KernelFamily, kernel } from './context.js';

interface Inputs {
  dy: TensorInfo;
  input: TensorInfo;
}

/**
 * Gradients of pooling. The backend's own lose the gradient of windows without a positive entry (max), and divide by
 * the whole window where part of it lies in the padding (mean).
 */
export const pooling: KernelFamily = ({ tf, backend }) => {
  const { route } = compileWindows(memoryOf(backend));
  const zeros = ({ shape }: TensorInfo) => {
    const result = backend.makeOutput(shape, 'float32');
    floats(backend, result).fill(0);
    return result;
  };
  return {
    // Each entry of dy goes to the first largest entry of its window, in reading order.
    MaxPoolGrad: kernel<Inputs & { output: TensorInfo }, PoolAttributes>(({ dy, input, output }, attrs) => {
      const gradient = zeros(input);
      const pool = poolOf(tf, input.shape, attrs);
      const bytes = 4 * pool.inChannels;
      const [x, y] = [addressOf(backend, input), addressOf(backend, output)];
      const toGradient = addressOf(backend, gradient) - x;
      const toSlope = addressOf(backend, dy) - y;
      eachWindow(pool, (pixel, corner, rows, cols) => {
        const [from, at] = [x + corner * bytes, y + pixel * bytes];
        route(from, toGradient, at, toSlope, bytes, rows, pool.inWidth * bytes, cols, bytes);
      });
      return gradient;
    }),

    AvgPoolGrad: kernel<Inputs, PoolAttributes>(({ dy, input }, attrs) => {
      const gradient = zeros(input);
      addAveragePoolGradient(poolOf(tf, input.shape, attrs), floats(backend, dy), floats(backend, gradient));
      return gradient;
    }),
  };
};
