import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  addAveragePoolGradient,
  addMaxPoolGradient,
  type PoolAttributes,
  poolOf,
} from '../../pool-gradients.js';
import { floats } from '../heap.js';
import { type KernelFamily, kernel } from './context.js';

/**
 * Gradients of pooling. The backend's own lose the gradient of windows without a positive entry (max), and divide by
 * the whole window where part of it lies in the padding (mean).
 */
export const pooling: KernelFamily = ({ tf, backend }) => {
  const zeros = ({ shape }: TensorInfo) => {
    const result = backend.makeOutput(shape, 'float32');
    floats(backend, result).fill(0);
    return result;
  };
  return {
    MaxPoolGrad: kernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttributes>(({ dy, input }, attrs) => {
      const gradient = zeros(input);
      const pool = poolOf(tf, input.shape, attrs);
      addMaxPoolGradient(pool, floats(backend, input), floats(backend, dy), floats(backend, gradient));
      return gradient;
    }),

    AvgPoolGrad: kernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttributes>(({ dy, input }, attrs) => {
      const gradient = zeros(input);
      addAveragePoolGradient(poolOf(tf, input.shape, attrs), floats(backend, dy), floats(backend, gradient));
      return gradient;
    }),
  };
};
