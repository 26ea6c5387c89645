import { expect, it } from 'vitest';
import { zeros } from '#relucent/core/matrix.js';
import type { Network } from '#relucent/core/network.js';
import type { Algorithm } from '#relucent/nonconvex/algorithm.js';
import { driveArrays, type Run } from '#relucent/nonconvex/driver.js';

type State = { readonly w: Float64Array };

const carrying = (bias: Float64Array): Network => ({
  layers: [{ kind: 'dense', weight: zeros(1, 0), bias, activation: 'linear' }],
});
const run: Run = {
  iterations: 12,
  unit: 'rounds',
  stop: () => null,
  signal: new AbortController().signal,
  report: () => {},
};

/** Counts steps; the objective is lowest after 4 of them. */
const counting = (more: Partial<Algorithm<State>> = {}): Algorithm<State> => ({
  stepsPerIteration: 1,
  iterationsPerEvaluation: 1,
  init: () => ({ w: Float64Array.of(0) }),
  step: ({ w }) => ({ w: w.map((each) => each + 1) }),
  residuals: ({ w }) => ({ gap: 1 / (1 + w[0]!) }),
  solution: async ({ w }) => carrying(w),
  objective: (network) => {
    const [layer] = network.layers;
    return [layer?.kind === 'dense' ? Math.abs(layer.bias[0]! - 4) : Number.NaN];
  },
  dispose: () => {},
  ...more,
});

it('runs an algorithm without tensors, in float64', async () => {
  const outcome = await driveArrays(counting(), run);
  expect(outcome).toMatchObject({ bestIteration: 4, iterations: 12, details: {} });
  expect(outcome.history.map(({ residuals }) => residuals!['gap'])).toContain(1 / 3);
});

it('returns the last network where the algorithm says so, unless it is no number', async () => {
  const last = await driveArrays(counting({ keeps: 'last', details: ({ w }) => ({ at: w[0] }) }), run);
  expect(last).toMatchObject({ bestIteration: 12, details: { at: 12 } });
  const step = ({ w }: State) => ({ w: w.map((each) => (each < 6 ? each + 1 : Number.NaN)) });
  const broken = await driveArrays(counting({ keeps: 'last', step }), run);
  expect(broken.stopped.status).toBe('diverged');
  expect(broken.bestIteration).toBe(4);
});
