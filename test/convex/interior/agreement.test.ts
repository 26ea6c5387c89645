import { describe, expect, it } from 'vitest';
import { activityGroups } from '#relucent/convex/activity-groups.js';
import { stableFormulation } from '#relucent/convex/formulations/stable.js';
import { convexObjective } from '#relucent/convex/formulations/stable-bound.js';
import { interiorReports } from '#relucent/convex/interior/run.js';
import { simdKernels } from '#relucent/convex/kernels/choose.js';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { coneMargin, type Pattern, patternOf } from '#relucent/convex/patterns/pattern.js';
import clarabel from '#relucent/convex/solvers/clarabel-implementation.js';
import highs from '#relucent/convex/solvers/highs/implementation.js';
import { stableDirection } from '#relucent/convex/stable-direction.js';
import { hinge } from '#relucent/core/losses/hinge.js';
import { squared } from '#relucent/core/losses/squared.js';
import { l2 } from '#relucent/core/norms/l2.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';

const kernels = simdKernels();

interface Kind {
  readonly name: string;
  readonly loss: 'hinge' | 'squared';
  /** Largest radius, and whether some columns have none. */
  readonly radius: number;
  readonly mixed?: boolean;
}
const kinds: readonly Kind[] = [
  { name: 'standard hinge', loss: 'hinge', radius: 0 },
  { name: 'standard squared', loss: 'squared', radius: 0 },
  { name: 'adversarial hinge', loss: 'hinge', radius: 0.02 },
  { name: 'adversarial squared', loss: 'squared', radius: 0.02 },
  {
    name: 'adversarial hinge with a bias column and radii of their own',
    loss: 'hinge',
    radius: 0.04,
    mixed: true,
  },
];
/** Instances of each kind; set RELUCENT_INSTANCES to try more. */
const perKind = Number(process.env['RELUCENT_INSTANCES'] ?? 20);

/** A random problem in units of its own: rows and targets may be a hundred times smaller or larger than 1. */
async function instance(kind: Kind, seed: number): Promise<{ problem: Problem; patterns: Pattern[] }> {
  const random = createRandom(seed, kind.name);
  const [n, d] = [4 + random.integer(9), 2 + random.integer(3)];
  const unit = 10 ** (2 * random.uniform() - 1);
  const target = kind.loss === 'squared' ? 10 ** (2 * random.uniform() - 1) : 1;
  const bias = (j: number) => kind.mixed && j === 0;
  const x = {
    rows: n,
    cols: d,
    data: Float64Array.from({ length: n * d }, (_, at) => unit * (bias(at % d) ? 1 : random.normal())),
  };
  const y = Float64Array.from({ length: n }, () =>
    kind.loss === 'hinge' ? Math.sign(random.normal()) : target * random.normal(),
  );
  const radii = Float64Array.from({ length: d }, (_, j) =>
    bias(j) ? 0 : unit * kind.radius * (kind.mixed ? 0.5 + random.uniform() : 1),
  );
  const patterns = new Map<string, Pattern>();
  for (let draw = 0; draw < 8 || patterns.size === 0; draw++) {
    const drawn = patternOf(
      x,
      Float64Array.from({ length: d }, () => random.normal()),
    );
    const { program, recover } = stableDirection(x, radii, drawn);
    const { x: found } = await highs.solve(program, { tolerance: 1e-8, maxIterations: 1000 });
    const pattern = found && recover(found);
    if (pattern) patterns.set(pattern.active.join(''), pattern);
  }
  const problem = {
    train: { x, y: { rows: n, cols: 1, data: y } },
    radii,
    loss: kind.loss === 'hinge' ? hinge : squared,
    lossScale: [1, 1 / n, 3][random.integer(3)]!,
    weight: 10 ** (-1 - 2 * random.uniform()) * unit * target,
    norm: l2,
  } as unknown as Problem;
  return { problem, patterns: [...patterns.values()] };
}

const relative = 1e-7;

/** Best point and bound of a run, which may end early for want of precision. */
function run(problem: Problem, patterns: readonly Pattern[], kernel = kernels) {
  const goal = { tolerance: relative, upper: Number.POSITIVE_INFINITY, lower: Number.NEGATIVE_INFINITY };
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const steps = [...interiorReports(problem, patterns, goal, kernel)];
  for (const { reached, bound } of steps) {
    upper = Math.min(upper, reached?.upper ?? upper);
    lower = Math.max(lower, bound?.value ?? lower);
  }
  return { steps, upper, lower };
}

describe('the structured interior point', () => {
  it.each(kinds)('agrees with Clarabel: $name', async (kind) => {
    for (let seed = 0; seed < perKind; seed++) {
      const { problem, patterns } = await instance(kind, seed);
      const formulation = stableFormulation(problem, patterns, lossBlocks[kind.loss]!);
      const longest = Math.sqrt(
        problem.train.x.data.reduce((sum, v) => sum + v * v, 0) / problem.train.x.rows,
      );
      const { program, certify } = formulation({
        neurons: 1 / longest,
        objective: longest / problem.weight,
      });
      const peer = certify(await clarabel.solve(program, { tolerance: 1e-9, maxIterations: 200 }))!;
      const { steps, upper, lower } = run(problem, patterns);
      const scale = 1 + Math.abs(upper);
      expect(steps.at(-1)?.ended?.closed, `seed ${seed}: ${steps.at(-1)?.ended?.native}`).toBe(true);
      // Each one's bound lies below the other's point, and the two intervals are short.
      expect(lower).toBeLessThanOrEqual(peer.upper + 1e-12 * scale);
      expect(peer.bound.value).toBeLessThanOrEqual(upper + 1e-12 * scale);
      expect(upper - lower).toBeLessThanOrEqual(relative * scale);
      expect(Math.abs(upper - peer.upper)).toBeLessThan(3e-6 * scale);
    }
  });

  it('is feasible at every iterate, its bound never above what any point reaches', async () => {
    for (const kind of kinds) {
      const { problem, patterns } = await instance(kind, 3);
      const groups = activityGroups(patterns, problem.train.x.rows);
      const { steps, upper } = run(problem, patterns);
      for (const { reached, bound } of steps) {
        if (bound) expect(bound.value).toBeLessThanOrEqual(upper * (1 + 1e-12));
        if (!reached) continue;
        const { neurons } = reached;
        for (let i = 0; i < neurons.rows; i++) {
          const u = neurons.data.subarray(i * neurons.cols, (i + 1) * neurons.cols);
          const inside = coneMargin(problem.train.x, problem.radii, patterns[i % patterns.length]!, u);
          expect(inside).toBeGreaterThanOrEqual(-1e-12 * Math.hypot(...u));
        }
        expect(reached.upper).toBe(convexObjective(problem, patterns, groups, neurons));
      }
    }
  });

  it('does the same on kernels of plain typed arrays', async () => {
    const { problem, patterns } = await instance(kinds[2]!, 5);
    const plain = run(problem, patterns, plainKernels);
    expect(plain.upper).toBeCloseTo(run(problem, patterns).upper, 6);
  });
});
