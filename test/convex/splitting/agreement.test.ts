import { describe, expect, it } from 'vitest';
import { stableFormulation } from '#relucent/convex/formulations/stable.js';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { type Pattern, patternOf } from '#relucent/convex/patterns/pattern.js';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import { splittingReports } from '#relucent/convex/splitting/run.js';
import { losses } from '#relucent/core/losses/index.js';
import { l2 } from '#relucent/core/norms/l2.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';

const kernels = simdKernels();
/** Instances of each loss; set RELUCENT_INSTANCES to try more. */
const perLoss = Number(process.env['RELUCENT_INSTANCES'] ?? 3);
const tolerance = 1e-4;

/** A random problem in units of its own: rows and targets may be ten times smaller or larger than 1. */
function instance(loss: 'hinge' | 'squared' | 'logistic', seed: number) {
  const random = createRandom(seed, loss);
  const [n, d] = [6 + random.integer(20), 2 + random.integer(4)];
  const unit = 10 ** (2 * random.uniform() - 1);
  const x = {
    rows: n,
    cols: d,
    data: Float64Array.from({ length: n * d }, () => unit * random.normal()),
  };
  const y = Float64Array.from({ length: n }, () =>
    loss === 'squared' ? random.normal() : Math.sign(random.normal()),
  );
  const patterns = new Map<string, Pattern>();
  for (let draw = 0; draw < 8; draw++) {
    const pattern = patternOf(
      x,
      Float64Array.from({ length: d }, () => random.normal()),
    );
    patterns.set(pattern.active.join(''), pattern);
  }
  const lossScale = [1, 1 / n, 3][random.integer(3)]!;
  const problem = {
    train: { x, y: { rows: n, cols: 1, data: y } },
    radii: new Float64Array(d),
    loss: losses[loss],
    lossScale,
    // Much smaller weights take the method more than its iterations.
    weight: 10 ** -random.uniform() * lossScale * unit,
    norm: l2,
  } as unknown as Problem;
  return { problem, patterns: [...patterns.values()] };
}

describe('the splitting method', () => {
  it.each(['hinge', 'squared', 'logistic'] as const)('agrees with Clarabel: %s', async (loss) => {
    let open = 0;
    for (let seed = 0; seed < perLoss; seed++) {
      const { problem, patterns } = instance(loss, seed);
      const formulation = stableFormulation(problem, patterns, lossBlocks[loss]!);
      const { x } = problem.train;
      const length = Math.sqrt(x.data.reduce((sum, value) => sum + value * value, 0) / x.rows);
      const { program, certify } = formulation({ neurons: 1 / length, objective: length / problem.weight });
      const peer = certify(await clarabel.solve(program, { tolerance: 1e-9, maxIterations: 200 }))!;
      let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const goal = { tolerance, upper, lower };
      let ended = false;
      for (const report of splittingReports(problem, patterns, goal, kernels)) {
        upper = report.reached?.upper ?? upper;
        lower = report.bound?.value ?? lower;
        ended = report.ended?.closed ?? false;
      }
      const scale = 1 + Math.abs(upper);
      // Each one's bound lies below the other's point, and the two intervals are short.
      expect(lower).toBeLessThanOrEqual(peer.upper + 1e-12 * scale);
      expect(peer.bound.value).toBeLessThanOrEqual(upper + 1e-12 * scale);
      // Where cells are narrow its iterations may run out, and it says so.
      expect(upper - lower, `seed ${seed}`).toBeLessThanOrEqual((ended ? tolerance : 3e-2) * scale);
      if (!ended) open++;
    }
    expect(open).toBeLessThanOrEqual(0.03 * perLoss);
  });
});
