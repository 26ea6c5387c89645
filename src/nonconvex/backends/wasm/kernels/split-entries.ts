import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type SplitEntriesAttributes, splitEntriesKernel } from '../../split-entries.js';
import { addressOf, floatsAt, memoryOf, size } from '../heap.js';
import { type Constants, compileSplitEntries, constants, vectorBytes } from '../simd/split-entries.js';
import type { KernelFamily } from './context.js';

/** The entries of a splitting's auxiliary step, in one pass. */
export const splitEntries: KernelFamily = ({ backend }) => {
  const minimise = compileSplitEntries(memoryOf(backend));
  // Kept as long as the backend.
  const table = backend.wasm._malloc(vectorBytes * constants.length) >>> 0;
  return {
    [splitEntriesKernel]: ({ inputs, attrs }) => {
      const { qv, qu } = inputs as Record<'qv' | 'qu', TensorInfo>;
      const shared = constantsOf(attrs as unknown as SplitEntriesAttributes);
      const v = backend.makeOutput(qv.shape, 'float32');
      const u = backend.makeOutput(qv.shape, 'float32');
      constants.forEach((name, k) => {
        floatsAt(backend, table + vectorBytes * k, 4).fill(shared[name]);
      });
      const [outV, outU, inV, inU] = [v, u, qv, qu].map((tensor) => addressOf(backend, tensor));
      minimise(size(qv), outV!, outU!, inV!, inU!, table);
      return [v, u];
    },
  };
};

function constantsOf({ pv, pu, beta, slope }: SplitEntriesAttributes): Constants {
  return {
    beta,
    slopedBeta: beta * slope,
    slope,
    inverseV: 1 / pv,
    halfV: pv / 2,
    halfU: pu / 2,
    inverseU: 1 / pu,
    inverseRight: 1 / (pu + pv),
    inverseLeft: 1 / (pu + slope * slope * pv),
  };
}
