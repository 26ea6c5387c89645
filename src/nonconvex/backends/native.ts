import { backendStarted, type StartedBackend, type TensorLibrary } from './backend.js';
import { optionalModule } from './optional-module.js';

/** What is told apart of tfjs-node's backend. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
}

/** TensorFlow's C library, from the package @tensorflow/tfjs-node; undefined where that is not installed. */
export async function startTensorflow(tf: TensorLibrary): Promise<StartedBackend | undefined> {
  if (!(await optionalModule('@tensorflow/tfjs-node'))) return undefined;
  await backendStarted(tf, 'tensorflow');
  return { device: undefined };
}

/** The same on a CUDA device, from @tensorflow/tfjs-node-gpu; undefined where there is no package or no device. */
export async function startTensorflowGpu(tf: TensorLibrary): Promise<StartedBackend | undefined> {
  if (!(await optionalModule('@tensorflow/tfjs-node-gpu'))) return undefined;
  await backendStarted(tf, 'tensorflow');
  if ((tf.backend() as unknown as NativeBackend).isUsingGpuDevice) return { device: 'CUDA' };
  tf.removeBackend('tensorflow');
  return undefined;
}
