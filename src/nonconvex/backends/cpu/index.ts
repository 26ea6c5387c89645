import { backendStarted, type StartedBackend, type TensorLibrary } from '../backend.js';
import { resizeNearestNeighborGradient } from './resize-nearest-neighbor-gradient.js';

/** tfjs's backend in plain JavaScript: slow, for comparison. */
export async function startCpu(tf: TensorLibrary): Promise<StartedBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  await backendStarted(tf, 'cpu');
  tf.unregisterKernel('ResizeNearestNeighborGrad', 'cpu');
  tf.registerKernel({
    kernelName: 'ResizeNearestNeighborGrad',
    backendName: 'cpu',
    kernelFunc: resizeNearestNeighborGradient,
  });
  return { device: undefined };
}
