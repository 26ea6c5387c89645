import { blasThreads, cblas, type OpenBlasLibrary, openBlasLibrary } from '../../../core/native/openblas.js';
import { floatsAt, type WasmBackend } from './heap.js';
import type { Sgemm } from './sgemm.js';

/** The system's OpenBLAS. */
export interface OpenBlas {
  /** Its own words: version, processor, threads. */
  readonly name: string;
  readonly sgemm: (backend: WasmBackend) => Sgemm;
}

/** The system's OpenBLAS as RELUCENT_BLAS asks for it; errors as of openBlasLibrary. */
export async function findOpenBlas(request = 'auto', threads = blasThreads()): Promise<OpenBlas | undefined> {
  const found = await openBlasLibrary(request, threads);
  return found && products(found);
}

function products({ name, library }: OpenBlasLibrary): OpenBlas {
  const gemm = library.func(
    `void cblas_sgemm(int order, int transA, int transB, int m, int n, int k,
       float alpha, const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc)`,
  );
  const { rowMajor, plain, transposed } = cblas;
  return {
    name,
    sgemm: (backend) => (task) => {
      const { rows, inner, cols, transposeA, transposeB } = task;
      // Views are taken anew each time: the heap may have moved.
      const a = floatsAt(backend, task.a, rows * inner);
      const b = floatsAt(backend, task.b, inner * cols);
      const c = floatsAt(backend, task.c, rows * cols);
      const [ta, lda] = transposeA ? [transposed, rows] : [plain, inner];
      const [tb, ldb] = transposeB ? [transposed, inner] : [plain, cols];
      gemm(rowMajor, ta, tb, rows, cols, inner, 1, a, lda, b, ldb, task.accumulate ? 1 : 0, c, cols);
    },
  };
}
