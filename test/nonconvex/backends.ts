import { startBackend } from '#relucent/nonconvex/backends/index.js';
import { type BackendName, loadTensors, type TensorLibrary } from '#relucent/nonconvex/tensors.js';

const started = new Set<BackendName>();

/** The library on the backend of that name, with our kernels; it stays active, so the process must be the file's own. */
export async function on(backend: BackendName): Promise<TensorLibrary> {
  if (process.env['SHARED_PROCESS'])
    throw new Error('other files run in this process too: see vitest.config.ts');
  const loaded = await loadTensors();
  started.add(loaded.backend);
  if (!started.has(backend)) await startBackend(loaded.tf, backend);
  started.add(backend);
  if (!(await loaded.tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  return loaded.tf;
}
