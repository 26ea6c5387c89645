import { expect, it } from 'vitest';
import { layerFacts } from '#relucent/report/layers.js';

it('counts exact zeros layer by layer, inside residual blocks too, and measures dense weights', () => {
  const dense = {
    kind: 'dense',
    weight: [
      [0, 3],
      [2, 0],
      [0, -0],
    ],
    bias: [],
    activation: 'relu',
  } as const;
  const conv = {
    kind: 'conv2d',
    shape: [1, 1, 2, 2],
    weight: [0, 1, 1, 1],
    bias: [],
    stride: 1,
    padding: 'same',
    activation: 'relu',
  } as const;
  const pool = { kind: 'max-pool', size: 2, stride: 2, ceil: false } as const;
  const layers = structuredClone([
    dense,
    pool,
    { kind: 'residual', layers: [conv] },
  ]) as unknown as Parameters<typeof layerFacts>[0];
  expect(layerFacts(layers)).toEqual([
    { name: '1, dense', shape: '3 × 2', weights: 6, zeros: 4, spectralNorm: expect.closeTo(3, 6) },
    { name: '3.1, conv2d', shape: '1 × 1 × 2 × 2', weights: 4, zeros: 1 },
  ]);
});
