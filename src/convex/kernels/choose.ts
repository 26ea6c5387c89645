import { openBlasLibrary } from '../../core/native/openblas.js';
import type { DenseKernels } from './dense-kernels.js';
import { openBlasKernels } from './openblas.js';
import { ownKernels } from './own.js';
import { rowKernels } from './row-kernels.js';
import { simdRowProduct } from './simd-product.js';

/** OpenBLAS as RELUCENT_BLAS asks for it, where it is there; else our own kernels. Errors as of openBlasLibrary. */
export async function chooseKernels(request = process.env['RELUCENT_BLAS']): Promise<DenseKernels> {
  const found = await openBlasLibrary(request);
  return found ? openBlasKernels(found) : simdKernels();
}

/** Our own kernels, in WebAssembly. */
export function simdKernels(): DenseKernels {
  return ownKernels('own WebAssembly kernels', 2, rowKernels(simdRowProduct()));
}
