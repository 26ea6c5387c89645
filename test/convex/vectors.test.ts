import { describe, expect, it } from 'vitest';
import { networkDocument, predict } from '#relucent/core/network.js';
import { trainConvex } from '../support/convex.js';
import { evaluated } from '../support/evaluated.js';
import { problemOf } from '../support/problems.js';
import { referenceInstances, specOf } from '../support/reference-instances.js';

describe.skipIf(!referenceInstances)('reference instances', () => {
  it.each(referenceInstances ?? [])('$name: optimum, bounds and recovered network', async (instance) => {
    const problem = await problemOf(specOf(instance));
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
