import { describe, expect, it } from 'vitest';
import { chooseKernels } from '#relucent/convex/kernels/choose.js';
import { coneMargin } from '#relucent/convex/patterns/pattern.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import highs from '#relucent/convex/solvers/highs/implementation.js';
import { stableDirection } from '#relucent/convex/stable-direction.js';
import { stableGame } from '#relucent/convex/stable-game.js';
import { zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';

describe('the game between a direction and the rows', () => {
  it.each([false, true])(
    'says of every pattern what the linear program says; with a bias: %s',
    async (bias) => {
      const kernels = await chooseKernels();
      let [live, dead] = [0, 0];
      for (let seed = 0; seed < 6; seed++) {
        const random = createRandom(seed, 'data');
        const x = zeros(12, 3);
        for (let at = 0; at < x.data.length; at++) x.data[at] = random.normal() + 0.5;
        if (bias) for (let k = 0; k < x.rows; k++) x.data[3 * k + 2] = 2;
        const radii = Float64Array.of(0.15, 0.3, bias ? 0 : 0.15);
        const { patterns } = samplePatterns(
          x,
          { method: 'sampled', distinct: 8 },
          createRandom(seed, 'patterns'),
        );
        const findings = await stableGame(x, radii, patterns, kernels, () => {});
        for (const [i, pattern] of patterns.entries()) {
          const finding = findings[i]!;
          const { program, recover } = stableDirection(x, radii, pattern);
          const solution = await highs.solve(program, { tolerance: 1e-8, maxIterations: 1000 });
          const stable = solution.x && recover(solution.x);
          // A cone that is all but flat may stay open; never may the two contradict each other.
          if (finding === 'open') continue;
          expect(finding === 'none', `seed ${seed}, pattern ${i}`).toBe(!stable);
          if (finding === 'none') dead++;
          else {
            live++;
            expect(coneMargin(x, radii, pattern, finding.direction)).toBeGreaterThan(0);
          }
        }
      }
      expect(live).toBeGreaterThan(8);
      expect(dead).toBeGreaterThan(8);
    },
  );
});
