import { describe, expect, it } from 'vitest';
import { networkDocument, predict } from '#relucent/core/network.js';
import { trainConvex } from '../support/convex.js';
import { evaluated } from '../support/evaluated.js';
import { problemOf, readShared } from '../support/problems.js';

interface Instance {
  name: string;
  loss: 'hinge' | 'squared';
  scale: number;
  X: number[][];
  y: number[];
  D: string[];
  beta: number;
  eps: number | number[];
  d: number;
  optimal_value: number;
  yhat_unique?: number[];
}

const vectors = readShared<{ convex: Instance[] }>('vectors/convex-rvsm.json');

describe.skipIf(!vectors)('reference instances', () => {
  it.each(vectors?.convex ?? [])('$name: optimum, bounds and recovered network', async (instance) => {
    const problem = await problemOf({
      data: { source: 'inline', x: instance.X, y: instance.y },
      loss: { type: instance.loss, scale: instance.scale },
      regularizer: { weight: instance.beta },
      threat: {
        radii:
          [instance.eps].flat().length > 1 ? [instance.eps].flat() : Array(instance.d).fill(instance.eps),
      },
    });
    const outcome = await trainConvex(problem, { patterns: { method: 'explicit', patterns: instance.D } });
    expect(outcome.status).toBe('solved');
    const { objective, exact } = await evaluated(outcome.network!, problem);
    expect(exact).toBe(true);
    expect(Math.abs(objective - instance.optimal_value)).toBeLessThan(1e-6);
    expect(outcome.lower!.value).toBeLessThanOrEqual(objective);
    expect(objective - outcome.lower!.value).toBeLessThan(1e-6);
    expect(networkDocument(outcome.network!).layers).toHaveLength(2);
    if (instance.yhat_unique) {
      const predictions = predict(outcome.network!, problem.train.x);
      instance.yhat_unique.forEach((expected, k) => {
        expect(Math.abs(predictions.data[k]! - expected)).toBeLessThan(1e-4);
      });
    }
  });
});
