import { optionalModule } from '../../core/native/optional-module.js';
import { backendStarted, type StartedBackend, type TensorLibrary } from './backend.js';

/** What is told apart of tfjs-node's backend. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
}

/** TensorFlow's C library, from the package @tensorflow/tfjs-node; undefined where that is not installed. */
export async function startTensorflow(tf: TensorLibrary): Promise<StartedBackend | undefined> {
  return (await started(tf, '@tensorflow/tfjs-node')) ? { device: undefined } : undefined;
}

/** The same on a CUDA device, from @tensorflow/tfjs-node-gpu; undefined where there is no package or no device. */
export async function startTensorflowGpu(tf: TensorLibrary): Promise<StartedBackend | undefined> {
  if (!(await started(tf, '@tensorflow/tfjs-node-gpu'))) return undefined;
  if ((tf.backend() as unknown as NativeBackend).isUsingGpuDevice) return { device: 'CUDA' };
  tf.removeBackend('tensorflow');
  return undefined;
}

/** False where the package is not installed. Throws an Error where it is but does not run on this Node. */
async function started(tf: TensorLibrary, packageName: string): Promise<boolean> {
  try {
    if (!(await optionalModule(packageName))) return false;
    await backendStarted(tf, 'tensorflow');
    tf.tidy(() => tf.sum(tf.ones([2])).dataSync());
    return true;
  } catch (error) {
    const advice = 'remove it, or set RELUCENT_BACKEND=wasm';
    const { node } = process.versions;
    throw new Error(`${packageName} is installed but does not run on Node ${node}: ${advice}`, {
      cause: error,
    });
  }
}
