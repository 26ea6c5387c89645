import { expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { splitEntriesKernel } from '#relucent/nonconvex/backends/split-entries.js';
import { minimizeEntry } from '#relucent/nonconvex/ialam/separable.js';
import { tensorAlgebra } from '#relucent/nonconvex/ialam/tensor-algebra.js';
import { on } from '../backends.js';

const settings = [
  { pv: 0.7, pu: 1.3, beta: 0.8, slope: 0.01 },
  { pv: 2, pu: 0.1, beta: 0, slope: 0 },
  { pv: 1e-6, pu: 3e-6, beta: 1e-6, slope: 1 },
] as const;

it.each([
  ['wasm', true],
  ['cpu', false],
] as const)('minimises the entries of a splitting on %s', async (backend, own) => {
  const tf = await on(backend);
  expect(tf.getKernel(splitEntriesKernel, backend) !== undefined).toBe(own);
  const random = createRandom(5);
  // Not a multiple of four.
  const [rows, cols] = [7, 9];
  for (const entry of settings) {
    const { pv, pu, beta, slope } = entry;
    const sigma = (u: number) => Math.max(u, slope * u);
    const pulls = () =>
      tf.tensor2d(
        Array.from({ length: rows * cols }, () => pv * random.normal()),
        [rows, cols],
      );
    const [qv, qu] = [pulls(), pulls()];
    const { v, u } = tensorAlgebra(tf).minimizeEntries(qv, qu, entry);
    const [allV, allU, allQv, allQu] = [v, u, qv, qu].map((tensor) => tensor.dataSync()) as Float32Array[];
    for (let i = 0; i < rows * cols; i++) {
      const pullOnV = allQv![i]! - beta;
      const value = (atV: number, atU: number) =>
        (pv / 2) * atV ** 2 - pullOnV * atV + (pu / 2) * atU ** 2 - allQu![i]! * atU - beta * sigma(atU);
      const best = new Float64Array(2);
      minimizeEntry(pullOnV, allQu![i]!, entry, best);
      const size = pv * allV![i]! ** 2 + pu * allU![i]! ** 2 + pv;
      expect(allV![i]! - sigma(allU![i]!)).toBeGreaterThan(-1e-6 * (1 + Math.abs(allU![i]!)));
      // Two minimisers may be so close to a tie that float32 takes the other: what counts is the value.
      expect(Math.abs(value(allV![i]!, allU![i]!) - value(best[0]!, best[1]!))).toBeLessThan(2e-6 * size);
    }
    tf.dispose([qv, qu, v, u]);
  }
});
