import { blasThreads, openBlasLibrary } from '../../core/native/openblas.js';
import { dealtKernels, mostThreads } from './dealt-kernels.js';
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

/** Our own kernels, in WebAssembly, on that many threads at most: the same numbers, to the last bit, on any of them. */
export function simdKernels(threads = blasThreads()): DenseKernels {
  const alone = rowKernels(simdRowProduct());
  const count = Math.min(threads, mostThreads);
  if (count === 1) return ownKernels('own WebAssembly kernels', 2, alone);
  return ownKernels(`own WebAssembly kernels, ${count} threads`, 2, dealtKernels(count, alone));
}
