import { backendStarted, type StartedBackend, type TensorLibrary } from '../backend.js';
import { refuseBeyondHeap, type WasmBackend } from './heap.js';
import { patchKernels } from './kernels/index.js';
import { findOpenBlas } from './openblas.js';
import { ownSgemm } from './own-sgemm.js';

/** tfjs's WebAssembly backend with our kernels; matrix products by OpenBLAS where there is one (RELUCENT_BLAS). */
export async function startWasm(tf: TensorLibrary): Promise<StartedBackend> {
  await import('@tensorflow/tfjs-backend-wasm');
  await backendStarted(tf, 'wasm');
  const blas = await findOpenBlas(process.env['RELUCENT_BLAS']);
  const backend = tf.backend() as WasmBackend;
  refuseBeyondHeap(backend);
  patchKernels(tf, blas ? blas.sgemm(backend) : ownSgemm(backend));
  return { device: blas?.name };
}
