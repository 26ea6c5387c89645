import { backendStarted, type StartedBackend, type TensorLibrary } from '../backend.js';
import { averagePoolGradient } from './average-pool-gradient.js';
import { resizeNearestNeighborGradient } from './resize-nearest-neighbor-gradient.js';

/** tfjs's backend in plain JavaScript: slow, for comparison. Two of its gradients are replaced. */
export async function startCpu(tf: TensorLibrary): Promise<StartedBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  await backendStarted(tf, 'cpu');
  const kernels = {
    ResizeNearestNeighborGrad: resizeNearestNeighborGradient,
    AvgPoolGrad: averagePoolGradient(tf),
  };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
  return { device: undefined };
}
