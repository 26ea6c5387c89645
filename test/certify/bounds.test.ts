import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundChain } from '#relucent/certify/bounds/bounded-chain.js';
import { formRange } from '#relucent/certify/bounds/form-range.js';
import { type Interval, intervalBounds } from '#relucent/certify/bounds/interval.js';
import { chainOutputs, denseChain, preactivations } from '#relucent/certify/chain/chain.js';
import { chainOfNetwork } from '#relucent/certify/chain/from-network.js';
import { formValue } from '#relucent/certify/chain/margin-forms.js';
import { outputRange } from '#relucent/certify/output-range.js';
import { fromRows, row, zeros } from '#relucent/core/matrix.js';
import { predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { networkOfRelu } from '#relucent/core/relu-network.js';
import { randomRelu } from '../support/networks.js';
import { leastByEnumeration, pointIn, randomBox, randomChain } from './chains.js';

const cases = fc.record({
  seed: fc.nat(1e9),
  inputs: fc.integer({ min: 1, max: 6 }),
  hidden: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 0, maxLength: 3 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  slope: fc.constantFrom(0, 0.01, 0.3),
  bias: fc.boolean(),
  radius: fc.constantFrom(0, 1e-3, 0.1, 1),
});

describe('bounds on a chain', () => {
  it('hold at points of the box, without any tolerance, and the tighter method lies within the looser one', () => {
    fc.assert(
      fc.property(cases, ({ seed, inputs, hidden, outputs, slope, bias, radius }) => {
        const chain = randomChain({ seed, sizes: [inputs, ...hidden, outputs], slope, bias });
        const box = randomBox(seed, inputs, radius);
        const random = createRandom(seed, 'points');
        const form = {
          coefficients: new Float64Array(outputs).map(() => random.normal()),
          constant: random.normal(),
        };
        const intervals = intervalBounds(chain, box);
        const bounded = boundChain(chain, box);
        const crown = formRange(bounded, form, 0);
        const optimised = formRange(bounded, form, 20);
        expect(crown.low).toBeLessThanOrEqual(optimised.low);
        expect(crown.high).toBeGreaterThanOrEqual(optimised.high);
        const contained = (inner: Interval, outer: Interval) =>
          inner.low.every((low, i) => low >= outer.low[i]! && inner.high[i]! <= outer.high[i]!);
        chain.hidden.forEach((_, l) => {
          expect(contained(bounded.intervals[l]!, intervals[l]!)).toBe(true);
        });
        for (let k = 0; k < 30; k++) {
          const point = k === 0 ? box.center : pointIn(box, random);
          let values = point;
          chain.hidden.forEach((layer, l) => {
            const z = preactivations(layer, values);
            expect(contained({ low: z, high: z }, bounded.intervals[l]!)).toBe(true);
            values = z.map((value) => Math.max(value, layer.slope * value));
          });
          const value = formValue(form, chainOutputs(chain, point));
          expect(value >= optimised.low && value <= optimised.high).toBe(true);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('contain sums added up in another order, on a box that is one point', () => {
    let different = 0;
    for (let seed = 0; seed < 50; seed++) {
      const chain = randomChain({ seed, sizes: [60, 5, 1], slope: 0, bias: true });
      const box = randomBox(seed, 60, 0);
      const { low, high } = intervalBounds(chain, box)[0]!;
      const { weight, bias } = chain.hidden[0]!;
      const forwards = preactivations(chain.hidden[0]!, box.center);
      bias.forEach((b, i) => {
        const terms = Array.from(row(weight, i), (w, j) => w * box.center[j]!);
        const backwards = b + terms.reduceRight((sum, term) => sum + term, 0);
        if (backwards !== forwards[i]) different++;
        expect(backwards >= low[i]! && backwards <= high[i]!).toBe(true);
      });
    }
    expect(different).toBeGreaterThan(100);
  });

  it('are exact where no neuron is unstable, for any depth', () => {
    let met = 0;
    for (let seed = 0; seed < 60; seed++) {
      const chain = randomChain({ seed, sizes: [3, 4, 3, 1], slope: seed % 2 ? 0.1 : 0, bias: true });
      const box = randomBox(seed, 3, 0.02);
      const bounded = boundChain(chain, box);
      if (bounded.intervals.some(({ low, high }) => low.some((l, i) => l < 0 && high[i]! > 0))) continue;
      met++;
      const form = { coefficients: Float64Array.of(1), constant: 0.5 };
      expect(formRange(bounded, form, 0).low).toBeCloseTo(leastByEnumeration(chain, form, box), 11);
    }
    expect(met).toBeGreaterThan(20);
  });

  it('optimised slopes reach the optimum of the relaxation where the form is convex', () => {
    // f = sum_j v_j relu(z_j) with v >= 0 is convex, so its relaxation is exact and only the slopes stand between.
    let crownGap = 0;
    let optimisedGap = 0;
    for (let seed = 0; seed < 20; seed++) {
      const random = randomChain({ seed, sizes: [2, 8, 1], slope: 0, bias: true });
      const output = random.last.weight.data.map(Math.abs);
      const chain = denseChain([
        ...random.hidden,
        { weight: { rows: 1, cols: 8, data: output }, bias: new Float64Array(1), slope: 1 },
      ]);
      const box = randomBox(seed, 2, 1);
      const form = { coefficients: Float64Array.of(1), constant: 0 };
      const least = leastByEnumeration(chain, form, box);
      const bounded = boundChain(chain, box);
      crownGap += least - formRange(bounded, form, 0).low;
      optimisedGap += least - formRange(bounded, form, 400).low;
    }
    expect(crownGap).toBeGreaterThan(0.5);
    expect(optimisedGap).toBeLessThan(0.02 * crownGap);
  });

  it('agree with the one-layer range where that is exact, and are not much looser elsewhere', () => {
    let exact = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed, 'network');
      const network = randomRelu(random, 6, 3);
      const box = randomBox(seed, 3, seed % 2 ? 0.05 : 0.3);
      const range = outputRange(network, box.center, box.radii);
      const form = { coefficients: Float64Array.of(1), constant: 0 };
      const bounds = formRange(
        boundChain(chainOfNetwork(networkOfRelu(network), network.hidden.cols)!, box),
        form,
        60,
      );
      expect(bounds.low).toBeGreaterThanOrEqual(range.low - 0.05 * (range.high - range.low) - 1e-11);
      if (!range.exact) continue;
      exact++;
      expect(bounds.low).toBeCloseTo(range.low, 10);
      expect(bounds.high).toBeCloseTo(range.high, 10);
    }
    expect(exact).toBeGreaterThan(30);
  });
});

describe('denseChain', () => {
  const layer = (rows: number, cols: number, slope: number) => ({
    weight: zeros(rows, cols),
    bias: new Float64Array(rows),
    slope,
  });

  it('evaluates a network as core does, bit for bit', () => {
    const hidden = fromRows([
      [0.1, -0.7],
      [1 / 3, 0.2],
    ]);
    const network = networkOfRelu({ hidden, output: fromRows([[0.3, -1.1]]) });
    const x = fromRows([
      [1, 2],
      [-0.4, 0.9],
    ]);
    const chain = chainOfNetwork(network, 2)!;
    expect([...predict(network, x).data]).toEqual(
      [0, 1].map((k) => chainOutputs(chain, x.data.subarray(2 * k, 2 * k + 2))[0]),
    );
  });

  it('refuses layers that do not fit', () => {
    expect(() => denseChain([])).toThrow(/at least one layer/);
    expect(() => denseChain([layer(2, 3, 0)])).toThrow(/slope 1/);
    expect(() => denseChain([layer(2, 3, 0), layer(1, 3, 1)])).toThrow(/takes 3 inputs/);
    expect(() => denseChain([layer(2, 3, 2), layer(1, 2, 1)])).toThrow(/slope 2/);
    expect(() => denseChain([{ ...layer(1, 2, 1), bias: Float64Array.of(Number.NaN) }])).toThrow(
      /not finite/,
    );
  });
});
