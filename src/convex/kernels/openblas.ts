import { cblas, dgemmOf, type OpenBlasLibrary } from '../../core/native/openblas.js';
import type { DenseKernels } from './dense-kernels.js';

/** BLAS and LAPACK in double precision, out of OpenBLAS. */
export function openBlasKernels(openBlas: OpenBlasLibrary): DenseKernels {
  const { name, library } = openBlas;
  const gemm = dgemmOf(openBlas);
  const syrk = library.func(
    `void cblas_dsyrk(int order, int uplo, int trans, int n, int k,
       double alpha, const double *a, int lda, double beta, double *c, int ldc)`,
  );
  const trsm = library.func(
    `void cblas_dtrsm(int order, int side, int uplo, int trans, int diag, int m, int n,
       double alpha, const double *a, int lda, double *b, int ldb)`,
  );
  const potrf = library.func(
    'void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info)',
  );
  const { rowMajor, plain, transposed, lower, right, nonUnit } = cblas;

  return {
    name,
    blocking: 6,
    product(c, a, b, { rows, cols, inner, transposeA, transposeB }) {
      const [ta, lda] = transposeA ? [transposed, rows] : [plain, inner];
      const [tb, ldb] = transposeB ? [transposed, inner] : [plain, cols];
      gemm(rowMajor, ta, tb, rows, cols, inner, 1, a, lda, b, ldb, 0, c, cols);
    },
    gramOfColumns: (c, a, rows, cols) =>
      syrk(rowMajor, lower, transposed, cols, rows, 1, a, cols, 0, c, cols),
    gramOfRows: (c, a, rows, cols) => syrk(rowMajor, lower, plain, rows, cols, 1, a, cols, 0, c, rows),
    cholesky(a, n) {
      const order = Int32Array.of(n);
      const info = new Int32Array(1);
      // LAPACK reads by columns: our lower triangle is its upper one.
      potrf('U', order, a, order, info);
      if (info[0] !== 0) return false;
      // A pivot that is no number passes for positive there.
      for (let i = 0; i < n; i++) if (Number.isNaN(a[i * n + i])) return false;
      return true;
    },
    solveRows: (l, b, n, rows) => trsm(rowMajor, right, lower, transposed, nonUnit, rows, n, 1, l, n, b, n),
    solveRowsTransposed: (l, b, n, rows) =>
      trsm(rowMajor, right, lower, plain, nonUnit, rows, n, 1, l, n, b, n),
  };
}
