import { type BackendName, loadTensors, type TensorLibrary } from '#relucent/nonconvex/tensors.js';

/** The library on the backend of that name, which stays active; wasm comes with its patched kernels. */
export async function on(backend: BackendName): Promise<TensorLibrary> {
  const { tf } = await loadTensors();
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  return tf;
}
