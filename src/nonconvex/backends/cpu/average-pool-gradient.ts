import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { addAveragePoolGradient, type PoolAttributes, poolOf } from '../pool-gradients.js';
import type { CpuBackend } from './cpu-backend.js';

/** The gradient of mean pooling; the backend's own divides by the whole window where part of it lies in the padding. */
export const averagePoolGradient =
  (tf: typeof import('@tensorflow/tfjs-core')): KernelFunc =>
  ({ inputs, attrs, backend }) => {
    const cpu = backend as unknown as CpuBackend;
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const gradient = new Float32Array(tf.util.sizeFromShape(input.shape));
    const pool = poolOf(tf, input.shape, attrs as unknown as PoolAttributes);
    addAveragePoolGradient(pool, cpu.readSync(dy.dataId) as Float32Array, gradient);
    return cpu.makeTensorInfo(input.shape, 'float32', gradient);
  };
