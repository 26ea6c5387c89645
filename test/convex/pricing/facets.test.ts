import { describe, expect, it } from 'vitest';
import { nnls } from '#relucent/convex/nnls.js';
import { enumerateCells } from '#relucent/convex/patterns/cells.js';
import { facetRows } from '#relucent/convex/patterns/facets.js';
import { signOf } from '#relucent/convex/patterns/pattern.js';
import { addScaled, norm2, row, selectRows, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';

describe('the facets of a cell', () => {
  it.each([2, 3, 4])('are the rows that the others do not imply, rank %i', (d) => {
    const random = createRandom(d);
    const x = zeros(14, d);
    x.data.forEach((_, i) => {
      x.data[i] = random.normal();
    });
    for (const pattern of enumerateCells(x)) {
      const walls = zeros(x.rows, d);
      for (let k = 0; k < x.rows; k++) addScaled(row(walls, k), signOf(pattern, k), row(x, k));
      const needed = Array.from({ length: x.rows }, (_, k) => k).filter((k) => {
        const others = Array.from({ length: x.rows }, (_, l) => l).filter((l) => l !== k);
        return norm2(nnls(selectRows(walls, others), row(walls, k)).residual) > 1e-9;
      });
      expect(facetRows(x, pattern)).toEqual(needed);
      if (d === 2) expect(needed).toHaveLength(2);
    }
  });

  it('of parallel rows one stays, of zeros none, and without a direction all rows do', () => {
    const x = { rows: 4, cols: 2, data: Float64Array.of(1, 0, 2, 0, 0, 1, 0, 0) };
    const active = Uint8Array.of(1, 1, 1, 1);
    expect(facetRows(x, { active, direction: Float64Array.of(1, 1) })).toHaveLength(2);
    expect(facetRows(x, { active })).toEqual([0, 1, 2]);
  });

  it('leave the optimum as it is, with few rows', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 30, d: 2, seed: 5 },
    });
    const patterns = enumerateCells(problem.train.x).map(({ active }) => active.join(''));
    const outcome = await trainConvex(problem, { patterns: { method: 'explicit', patterns } });
    const { patternsUsed, rows } = outcome.details as { patternsUsed: number; rows: number };
    // Two facets and a norm of three entries for either neuron of a pattern, two rows for a sample.
    expect(rows).toBe(2 * patternsUsed * (2 + 3) + 2 * 30);
    const global = await trainConvex(problem, { patterns: { method: 'enumerate' } });
    const { objective } = await evaluated(outcome.network!, problem);
    expect(objective - global.lower!.value).toBeLessThan(1e-5 * objective);
  });
});
