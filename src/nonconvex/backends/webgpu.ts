import { optionalModule } from '../../core/native/optional-module.js';
import { backendStarted, type StartedBackend, type TensorLibrary } from './backend.js';

/** What is used of WebGPU, the standard's names. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info: AdapterInfo } | null>;
}
interface AdapterInfo {
  readonly vendor: string;
  readonly description: string;
  readonly architecture: string;
}

/** What is used of the package `webgpu` (Dawn). */
interface Dawn {
  readonly globals: object;
  create(flags: string[]): Gpu;
}

/**
 * GPUs of any vendor, through the packages `webgpu` and `@tensorflow/tfjs-backend-webgpu`; undefined where one of them
 * is not installed or no adapter is found. Tensors must be read by `data()`: `dataSync()` does not work here.
 */
export async function startWebgpu(tf: TensorLibrary): Promise<StartedBackend | undefined> {
  const dawn = (await optionalModule('webgpu')) as Dawn | undefined;
  if (!dawn) return undefined;
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter();
  if (!adapter) return undefined;
  // tfjs looks for both where a browser has them, when its backend is loaded.
  Object.assign(globalThis, dawn.globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  if (!(await optionalModule('@tensorflow/tfjs-backend-webgpu'))) return undefined;
  await backendStarted(tf, 'webgpu');
  const { vendor, description, architecture } = adapter.info;
  return { device: [vendor, description || architecture].filter(Boolean).join(' ') };
}
