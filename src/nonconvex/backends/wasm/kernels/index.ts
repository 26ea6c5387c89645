import type { WasmBackend } from '../heap.js';
import type { Sgemm } from '../sgemm.js';
import { adam } from './adam.js';
import type { KernelContext, KernelFamily } from './context.js';
import { convolution } from './convolution.js';
import { depthwise } from './depthwise.js';
import { elementwise } from './elementwise.js';
import { gather } from './gather.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { refused } from './refused.js';
import { splitEntries } from './split-entries.js';
import { sums } from './sums.js';

/** What is replaced in tfjs's wasm backend, or added to it. */
const families: readonly KernelFamily[] = [
  products,
  convolution,
  depthwise,
  pooling,
  gather,
  sums,
  elementwise,
  adam,
  splitEntries,
  refused,
];

/** Registers our kernels with the started backend "wasm", in the place of its own of the same names. */
export function patchKernels(tf: typeof import('@tensorflow/tfjs-core'), sgemm: Sgemm): void {
  const backendName = 'wasm';
  const stock = new Map(
    tf.getKernelsForBackend(backendName).map((config) => [config.kernelName, config.kernelFunc]),
  );
  const context: KernelContext = {
    tf,
    backend: tf.backend() as WasmBackend,
    sgemm,
    stock(kernelName) {
      const kernelFunc = stock.get(kernelName);
      if (!kernelFunc) throw new Error(`the tensor backend "${backendName}" has no kernel ${kernelName}`);
      return kernelFunc;
    },
  };
  for (const family of families) {
    for (const [kernelName, kernelFunc] of Object.entries(family(context))) {
      if (stock.has(kernelName)) tf.unregisterKernel(kernelName, backendName);
      tf.registerKernel({ kernelName, backendName, kernelFunc });
    }
  }
}
