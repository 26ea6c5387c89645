import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../heap.js';
import type { Sgemm } from '../sgemm.js';

/** What a family of kernels is made of. */
export interface KernelContext {
  readonly tf: typeof import('@tensorflow/tfjs-core');
  readonly backend: WasmBackend;
  readonly sgemm: Sgemm;
  /** The backend's own kernel of that name, as it was before any of ours. */
  stock(kernelName: string): KernelFunc;
}

/** Kernels by name. */
export type Kernels = Readonly<Record<string, KernelFunc>>;

/** One family per file. */
export type KernelFamily = (context: KernelContext) => Kernels;

/** A kernel that has inputs and attributes of known types and one result. */
export function kernel<Inputs, Attributes>(
  compute: (inputs: Inputs, attributes: Attributes) => TensorInfo,
): KernelFunc {
  return ({ inputs, attrs }) => compute(inputs as Inputs, attrs as Attributes);
}

/** The result of another kernel, as one tensor. */
export function call(
  { backend }: KernelContext,
  kernelFunc: KernelFunc,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  return kernelFunc({ inputs, attrs, backend }) as TensorInfo;
}
