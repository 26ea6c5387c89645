import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

type TensorLibrary = typeof import('@tensorflow/tfjs-core');

/**
 * Makes a backend's matrix products transpose their operands first, by its own Transpose kernel, and multiply them
 * plainly then. The stock wasm product reads a transposed operand entry by entry, at about a tenth of its speed.
 * Holds for tf.matMul, tf.fused.matMul and their gradients, with operands of rank 2 and batches of matrices.
 */
export function explicitTransposes(tf: TensorLibrary, backendName: string): void {
  const transpose = requiredKernel(tf, 'Transpose', backendName).kernelFunc;
  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
    const stock = requiredKernel(tf, kernelName, backendName);
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...stock, kernelFunc: withTransposedOperands(stock.kernelFunc, transpose) });
  }
}

function withTransposedOperands(product: KernelFunc, transpose: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const flags = attrs as { transposeA?: boolean; transposeB?: boolean };
    const a = flags.transposeA ? swapLastAxes(inputs.a!, transpose, backend) : inputs.a!;
    const b = flags.transposeB ? swapLastAxes(inputs.b!, transpose, backend) : inputs.b!;
    const output = product({
      inputs: { ...inputs, a, b },
      attrs: { ...attrs, transposeA: false, transposeB: false },
      backend,
    });
    const { disposeData } = backend as KernelBackend;
    if (a !== inputs.a) disposeData.call(backend, a.dataId);
    if (b !== inputs.b) disposeData.call(backend, b.dataId);
    return output;
  };
}

function swapLastAxes(x: TensorInfo, transpose: KernelFunc, backend: unknown): TensorInfo {
  const perm = x.shape.map((_, axis) => axis);
  const last = perm.length - 1;
  [perm[last], perm[last - 1]] = [last - 1, last];
  return transpose({ inputs: { x }, attrs: { perm }, backend: backend as KernelBackend }) as TensorInfo;
}

function requiredKernel(tf: TensorLibrary, kernelName: string, backendName: string) {
  const kernel = tf.getKernel(kernelName, backendName);
  if (!kernel) throw new Error(`the tensor backend "${backendName}" has no kernel ${kernelName}`);
  return kernel;
}
