import { type LargeProduct, multiplyLargeBy } from '../layers/product.js';
import { cblas, dgemmOf, type OpenBlasLibrary, openBlasLibrary } from './openblas.js';

let asked: Promise<void> | undefined;

/**
 * Lets OpenBLAS multiply the large float64 factors of this process's networks from now on, where it is there and
 * RELUCENT_BLAS does not say otherwise: some six times as fast as our own SIMD, the same numbers but for their rounding.
 * Errors as of openBlasLibrary.
 */
export function useOpenBlasForLargeProducts(): Promise<void> {
  asked ??= openBlasLibrary(process.env['RELUCENT_BLAS']).then((found) => {
    if (found) multiplyLargeBy(openBlasProduct(found));
  });
  return asked;
}

export function openBlasProduct(openBlas: OpenBlasLibrary): LargeProduct {
  const gemm = dgemmOf(openBlas);
  const { rowMajor, plain, transposed } = cblas;
  return (out, a, b, { m, n, k }) => {
    gemm(rowMajor, plain, transposed, m, n, k, 1, a, k, b, k, 1, out, n);
  };
}
