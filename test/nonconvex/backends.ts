import { startBackend } from '#relucent/nonconvex/backends/index.js';
import { type BackendName, loadTensors, type TensorLibrary } from '#relucent/nonconvex/tensors.js';

const started = new Set<BackendName>();

/** The library on the backend of that name, with our kernels; it stays active. */
export async function on(backend: BackendName): Promise<TensorLibrary> {
  const loaded = await loadTensors();
  started.add(loaded.backend);
  if (!started.has(backend)) await startBackend(loaded.tf, backend);
  started.add(backend);
  if (!(await loaded.tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  return loaded.tf;
}
