import type { TensorInfo, TypedArray } from '@tensorflow/tfjs-core';

/** What the kernels here use of tfjs's cpu backend. */
export interface CpuBackend {
  readSync(dataId: object): TypedArray;
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}
