import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floats } from '../heap.js';
import { call, type KernelContext } from './context.js';

/** What tfjs's fused kernels do to a product or convolution afterwards. */
export interface FusedInputs {
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}
export interface FusedAttributes {
  activation?: string | null;
  leakyreluAlpha?: number;
}

const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** activation(sums + bias), the bias along the last axis. Takes `sums` over: it is changed and freed. */
export function finish(
  context: KernelContext,
  sums: TensorInfo,
  { bias, preluActivationWeights }: FusedInputs,
  { activation, leakyreluAlpha }: FusedAttributes,
): TensorInfo {
  const { backend } = context;
  if (bias) addToRows(floats(backend, sums), floats(backend, bias));
  if (!activation || activation === 'linear') return sums;
  const name = activationKernels[activation];
  if (!name) throw new Error(`the tensor backend "wasm" has no fused activation ${activation}`);
  const inputs = { x: sums, ...(preluActivationWeights ? { alpha: preluActivationWeights } : {}) };
  const activated = call(context, context.stock(name), inputs, { alpha: leakyreluAlpha ?? 0.2 });
  backend.disposeData(sums.dataId);
  return activated;
}

function addToRows(target: Float32Array, row: Float32Array): void {
  for (let from = 0; from < target.length; from += row.length)
    for (let i = 0; i < row.length; i++) target[from + i]! += row[i]!;
}
