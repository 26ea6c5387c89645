import { describe, expect, it } from 'vitest';
import { type CertifyOptions, certifySample } from '#relucent/certify/certify-sample.js';
import type { Box } from '#relucent/certify/chain/box.js';
import { type Chain, chainOutputs, denseChain } from '#relucent/certify/chain/chain.js';
import { marginForms } from '#relucent/certify/chain/margin-forms.js';
import type { RowVerdict } from '#relucent/certify/rows/verdict.js';
import { fromRows, type Matrix, row, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { type ChainShape, leastByEnumeration, randomBox, randomChain } from './chains.js';

async function certifyRow(
  chain: Chain,
  { center, radii }: Box,
  label: number,
  options?: Partial<CertifyOptions>,
) {
  const sample = { x: fromRows([[...center]]), y: targets(chain, [label]) };
  const verdict = await certifySample(chain, sample, radii, { nodes: 5000, ...options });
  return verdict.rows[0]!;
}

/** Labels as targets: -1 or 1 in one column, or the class from 0 as one of several. */
function targets(chain: Chain, labels: readonly number[]): Matrix {
  const outputs = chain.last.weight.rows;
  const y = zeros(labels.length, outputs);
  labels.forEach((label, k) => {
    if (outputs === 1) y.data[k] = label;
    else row(y, k)[label] = 1;
  });
  return y;
}

/** The label that is right at the middle of the box. */
function cleanLabel(chain: Chain, { center }: Box): number {
  const outputs = chainOutputs(chain, center);
  return outputs.length === 1 ? Math.sign(outputs[0]!) || 1 : outputs.indexOf(Math.max(...outputs));
}

function expectCounterexample(chain: Chain, { center, radii }: Box, label: number, verdict: RowVerdict) {
  const point = verdict.counterexample!;
  for (let j = 0; j < center.length; j++) {
    expect(point[j]).toBeGreaterThanOrEqual(center[j]! - radii[j]!);
    expect(point[j]).toBeLessThanOrEqual(center[j]! + radii[j]!);
  }
  const outputs = chainOutputs(chain, point);
  const right =
    outputs.length === 1
      ? label * outputs[0]! > 0
      : outputs.every((value, j) => j === label || outputs[label]! > value);
  expect(right).toBe(false);
}

/** The chain with its outputs shifted so that the least margin form on the box is `least`. */
function withLeast(chain: Chain, box: Box, label: number, least: number): Chain {
  const outputs = chain.last.weight.rows;
  const forms = marginForms(outputs, label);
  const shift = least - Math.min(...forms.map((form) => leastByEnumeration(chain, form, box)));
  const bias = chain.last.bias.slice();
  bias[outputs === 1 ? 0 : label]! += outputs === 1 ? label * shift : shift;
  return denseChain([...chain.hidden, { ...chain.last, bias }]);
}

/**
 * Certifies rows whose least margin is known and close to 0, on either side; returns how often each test decided, and the
 * largest number of nodes.
 */
async function decideClose(shapes: readonly ChainShape[], radius: (seed: number) => number) {
  const tally: Record<string, number> = {};
  let nodes = 0;
  for (const shape of shapes) {
    const original = randomChain(shape);
    const box = randomBox(shape.seed, shape.sizes[0]!, radius(shape.seed));
    const label = cleanLabel(original, box);
    for (const least of [0.1, 1e-3, 1e-6, -1e-6, -1e-3]) {
      const chain = withLeast(original, box, label, least);
      const verdict = await certifyRow(chain, box, label);
      expect(verdict.status).toBe(least > 0 ? 'robust' : 'vulnerable');
      expect(verdict.lower).toBeLessThanOrEqual(least + 1e-9);
      expect(verdict.upper).toBeGreaterThanOrEqual(least - 1e-9);
      if (least < 0) expectCounterexample(chain, box, label, verdict);
      else expect(verdict.counterexample).toBeUndefined();
      const key = `${verdict.status} by ${verdict.by}`;
      tally[key] = (tally[key] ?? 0) + 1;
      nodes = Math.max(nodes, verdict.nodes);
    }
  }
  return { tally, nodes };
}

describe('certifySample', () => {
  it('agrees with enumeration on one hidden layer: leaky or not, with and without bias', async () => {
    const shapes = Array.from({ length: 50 }, (_, seed) => ({
      seed,
      sizes: [1 + (seed % 4), 4 + (seed % 9), 1],
      slope: seed % 3 === 0 ? 0.1 : 0,
      bias: seed % 2 === 0,
    }));
    const { tally, nodes } = await decideClose(shapes, (seed) => 0.1 + 0.3 * (seed % 4));
    expect(tally['robust by branching']).toBeGreaterThan(50);
    expect(tally['vulnerable by branching']).toBeGreaterThan(0);
    expect(nodes).toBeGreaterThan(5);
  });

  it('agrees with enumeration on several classes', async () => {
    const shapes = Array.from({ length: 20 }, (_, seed) => ({
      seed,
      sizes: [2 + (seed % 2), 8, 3],
      slope: seed % 2 ? 0.05 : 0,
      bias: true,
    }));
    const { tally } = await decideClose(shapes, (seed) => 0.1 + 0.2 * (seed % 3));
    expect(tally['robust by branching']).toBeGreaterThan(12);
  });

  it('agrees with enumeration on two and three hidden layers', async () => {
    const shapes = Array.from({ length: 20 }, (_, seed) => ({
      seed,
      sizes: seed % 4 === 0 ? [2, 3, 3, 4, 1] : [2, 5, 6, seed % 2 ? 1 : 3],
      slope: seed % 3 === 0 ? 0.1 : 0,
      bias: seed % 5 !== 0,
    }));
    const { tally } = await decideClose(shapes, (seed) => 0.2 + 0.2 * (seed % 3));
    expect(tally['robust by branching']).toBeGreaterThan(20);
  });

  it('decides a linear model and a row that may not move', async () => {
    const linear = denseChain([{ weight: fromRows([[2, -1]]), bias: Float64Array.of(0.5), slope: 1 }]);
    const box = { center: Float64Array.of(1, 1), radii: Float64Array.of(0.4, 0.4) };
    expect(await certifyRow(linear, box, 1)).toMatchObject({ status: 'robust', by: 'intervals' });
    expect((await certifyRow(linear, box, 1)).lower).toBeCloseTo(0.3, 12);
    const wider = { ...box, radii: Float64Array.of(0.5, 0.5) };
    expect(await certifyRow(linear, wider, 1)).toMatchObject({ status: 'vulnerable', by: 'attack' });
    const still = { ...box, radii: new Float64Array(2) };
    expect(await certifyRow(linear, still, 1)).toMatchObject({ status: 'robust' });
    expect(await certifyRow(linear, still, -1)).toMatchObject({
      status: 'vulnerable',
      by: 'clean',
      upper: -1.5,
    });
  });

  it('counts a tie as wrong, and never takes rounding for a proof', async () => {
    const two = (weights: number[][], output: number[], bias: number) =>
      denseChain([
        { weight: fromRows(weights), bias: new Float64Array(weights.length), slope: 0 },
        { weight: fromRows([output]), bias: Float64Array.of(bias), slope: 1 },
      ]);
    const box = { center: Float64Array.of(0.5), radii: Float64Array.of(1) };
    // |x| is 0 at x = 0 alone.
    expect((await certifyRow(two([[1], [-1]], [1, 1], 0), box, 1)).status).not.toBe('robust');
    // relu(x) is 0 on half the box.
    const flat = await certifyRow(two([[1]], [1], 0), box, 1);
    expect(flat).toMatchObject({ status: 'vulnerable', upper: 0 });
    // |x| + 1e-17 is positive, but by less than float64 sums can tell.
    const close = two([[1], [1], [-1]], [3, -2, 1], 1e-17);
    expect((await certifyRow(close, box, 1)).status).toBe('undecided');
    expect((await certifyRow(two([[1], [1], [-1]], [3, -2, 1], 1e-9), box, 1)).status).toBe('robust');
  });

  it('ends at its node limit, and says undecided rather than guess', async () => {
    const chain = randomChain({ seed: 5, sizes: [6, 40, 1], slope: 0, bias: true });
    const sample = manyRows(6, 30);
    const radii = new Float64Array(6).fill(0.3);
    const labelled = {
      ...sample,
      y: targets(
        chain,
        Array.from({ length: 30 }, (_, k) => cleanLabel(chain, { center: row(sample.x, k), radii })),
      ),
    };
    const limited = await certifySample(chain, labelled, radii, { nodes: 1 });
    const complete = await certifySample(chain, labelled, radii, { nodes: 20_000 });
    expect(limited.undecided).toBeGreaterThan(3);
    expect(complete.undecided).toBe(0);
    expect(complete.robust + complete.vulnerable).toBe(30);
    expect(limited.accuracy.lower).toBeLessThanOrEqual(complete.accuracy.lower);
    expect(limited.accuracy.upper).toBeGreaterThanOrEqual(complete.accuracy.upper);
    limited.rows.forEach((verdict, k) => {
      if (verdict.status !== 'undecided') {
        expect(verdict.status).toBe(complete.rows[k]!.status);
        return;
      }
      expect(verdict).toMatchObject({ by: 'branching', nodes: 1 });
      expect(verdict.lower).toBeLessThanOrEqual(0);
      expect(verdict.upper).toBeGreaterThan(0);
    });
    const again = await certifySample(chain, labelled, radii, { nodes: 20_000 });
    const timeless = (rows: readonly RowVerdict[]) => rows.map((verdict) => ({ ...verdict, seconds: 0 }));
    expect(timeless(again.rows)).toEqual(timeless(complete.rows));
  });

  it('reports progress, lets other events through, and stops when told to', async () => {
    const chain = randomChain({ seed: 7, sizes: [12, 200, 1], slope: 0, bias: true });
    const sample = manyRows(12, 8);
    const radii = new Float64Array(12).fill(0.5);
    const labels = Array.from({ length: 8 }, (_, k) =>
      cleanLabel(chain, { center: row(sample.x, k), radii }),
    );
    const y = targets(chain, labels);
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 5) controller.abort();
    }, 10);
    const seen: number[] = [];
    const verdict = await certifySample(chain, { ...sample, y }, radii, {
      nodes: 1e9,
      signal: controller.signal,
      onProgress: ({ fraction }) => seen.push(fraction),
    });
    clearInterval(timer);
    expect(ticks).toBe(5);
    expect(verdict.undecided).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));

    const timed = await certifySample(chain, { ...sample, y }, radii, { nodes: 1e9, seconds: 0 });
    expect(timed.undecided).toBe(8);
    expect(timed.accuracy).toEqual({ lower: 0, upper: 1 });
  });

  it('refuses what does not fit', async () => {
    const chain = randomChain({ seed: 1, sizes: [2, 3, 1], slope: 0, bias: false });
    const x = fromRows([[1, 2]]);
    const radii = Float64Array.of(0.1, 0.1);
    const options = { nodes: 1 };
    await expect(certifySample(chain, { x, y: targets(chain, [0]) }, radii, options)).rejects.toThrow(
      /label -1 or 1/,
    );
    await expect(
      certifySample(chain, { x, y: targets(chain, [1]) }, Float64Array.of(1), options),
    ).rejects.toThrow(/2 radii/);
    await expect(
      certifySample(chain, { x, y: targets(chain, [1]) }, Float64Array.of(-1, 0), options),
    ).rejects.toThrow(/not negative/);
    await expect(
      certifySample(chain, { x: fromRows([[1]]), y: targets(chain, [1]) }, radii, options),
    ).rejects.toThrow(/2 columns/);
  });
});

function manyRows(d: number, n: number) {
  const random = createRandom(11, 'rows');
  const x = fromRows(Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal())));
  return { x, y: new Float64Array(n) };
}
