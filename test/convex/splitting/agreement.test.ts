import { describe, expect, it } from 'vitest';
import { stableFormulation } from '#relucent/convex/formulations/stable.js';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { type Pattern, patternOf } from '#relucent/convex/patterns/pattern.js';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import { splittingReports } from '#relucent/convex/splitting/run.js';
import { losses } from '#relucent/core/losses/index.js';
import { elastic } from '#relucent/core/norms/elastic.js';
import type { GroupNorm } from '#relucent/core/norms/group-norm.js';
import { l1 } from '#relucent/core/norms/l1.js';
import { l2 } from '#relucent/core/norms/l2.js';
import { linf } from '#relucent/core/norms/linf.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';

const kernels = simdKernels();
/** Instances of each loss under the l2 norm, and of each loss under each other norm; RELUCENT_INSTANCES tries more. */
const asked = process.env['RELUCENT_INSTANCES'];
const perLoss = Number(asked ?? 3);
const perNorm = Number(asked ?? 1);
const tolerance = 1e-4;
/** Widest gap that may be left, relative to 1 + |objective|, under the l2 norm and under others. */
const mostOpen = { l2: 3e-2, other: 0.1 };
/** Relative rise of the objective that zeros may cost, and so what leaving the cells for them may save (without-traces.ts). */
const forZeros = 1e-7;

type LossName = 'hinge' | 'squared' | 'logistic';
const lossNames = ['hinge', 'squared', 'logistic'] as const;
const otherNorms = { l1, linf, elastic: elastic(0.4) };

/** A random problem in units of its own: rows and targets may be ten times smaller or larger than 1. */
function instance(loss: LossName, seed: number, norm: GroupNorm) {
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
    norm,
  } as unknown as Problem;
  return { problem, patterns: [...patterns.values()] };
}

/** Compares the two on one instance; true where the gap closed. */
async function agrees(loss: LossName, seed: number, norm: GroupNorm): Promise<boolean> {
  const { problem, patterns } = instance(loss, seed, norm);
  const formulation = stableFormulation(problem, patterns, lossBlocks[loss]!);
  const { x } = problem.train;
  const length = Math.sqrt(x.data.reduce((sum, value) => sum + value * value, 0) / x.rows);
  const { program, certify } = formulation({ neurons: 1 / length, objective: length / problem.weight });
  const peer = certify(await clarabel.solve(program, { tolerance: 1e-9, maxIterations: 200 }));
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const goal = { tolerance, upper, lower };
  let closed = false;
  for (const report of splittingReports(problem, patterns, goal, kernels)) {
    upper = report.reached?.upper ?? upper;
    lower = report.bound?.value ?? lower;
    closed = report.ended?.closed ?? false;
  }
  const scale = 1 + Math.abs(upper);
  const slack = (norm.sparsifies ? forZeros : 1e-12) * scale;
  // Where Clarabel has a point, each one's bound lies below the other's point, and the two intervals are short.
  if (peer) {
    expect(lower).toBeLessThanOrEqual(peer.upper + slack);
    expect(peer.bound.value).toBeLessThanOrEqual(upper + slack);
  }
  // Where cells are narrow, or the program is linear, its iterations may run out, and it says so.
  const left = norm === l2 ? mostOpen.l2 : mostOpen.other;
  expect(upper - lower, `seed ${seed}`).toBeLessThanOrEqual((closed ? tolerance : left) * scale);
  return closed;
}

describe('the splitting method', () => {
  it.each(lossNames)('agrees with Clarabel: %s', async (loss) => {
    let open = 0;
    for (let seed = 0; seed < perLoss; seed++) if (!(await agrees(loss, seed, l2))) open++;
    expect(open).toBeLessThanOrEqual(0.03 * perLoss);
  });

  it.each(Object.keys(otherNorms) as (keyof typeof otherNorms)[])(
    'agrees with Clarabel under the norm %s',
    async (name) => {
      for (const loss of lossNames)
        for (let seed = 1; seed <= perNorm; seed++) await agrees(loss, seed, otherNorms[name]);
    },
  );
});
