import { describe, expect, it } from 'vitest';
import { activityGroups } from '#relucent/convex/activity-groups.js';
import { coneScaling } from '#relucent/convex/interior/cone-scaling.js';
import { newtonProduct } from '#relucent/convex/interior/cone-structure.js';
import { coupledSystem } from '#relucent/convex/interior/coupled-system.js';
import { neuronBlocks } from '#relucent/convex/interior/neuron-blocks.js';
import { eliminate } from '#relucent/convex/interior/newton-system.js';
import { operators } from '#relucent/convex/interior/operators.js';
import { interiorProgram } from '#relucent/convex/interior/program.js';
import { slopeBlocks } from '#relucent/convex/interior/slope-blocks.js';
import { stableStructure } from '#relucent/convex/interior/stable-structure.js';
import { startingMultipliers, startingPoint } from '#relucent/convex/interior/start.js';
import { rows, variables } from '#relucent/convex/interior/vectors.js';
import { zSolvers } from '#relucent/convex/interior/z-solver.js';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import { patternOf } from '#relucent/convex/patterns/pattern.js';
import { hinge } from '#relucent/core/losses/hinge.js';
import { squared } from '#relucent/core/losses/squared.js';
import { l2 } from '#relucent/core/norms/l2.js';
import { createRandom } from '#relucent/core/random.js';

/** Rows in four clusters round the axes, so that two patterns leave few groups of many rows and patterns are robust. */
function program(loss: typeof hinge, radii: readonly number[]) {
  const random = createRandom(7, loss.name);
  const [n, d] = [24, 3];
  const corners = [
    [2, 1, 0.5],
    [2, -1, 0.5],
    [-2, 1, 0.5],
    [-2, -1, -0.5],
  ];
  const x = {
    rows: n,
    cols: d,
    data: Float64Array.from({ length: n * d }, (_, at) => {
      return corners[Math.floor(at / d) % 4]![at % d]! + 0.1 * random.normal();
    }),
  };
  const y = { rows: n, cols: 1, data: Float64Array.from({ length: n }, () => random.sign()) };
  const patterns = [
    [1, 0, 0],
    [0, 1, 0],
  ].map((direction) => patternOf(x, Float64Array.from(direction)));
  const problem = {
    train: { x, y },
    radii: Float64Array.from(radii),
    loss,
    lossScale: 1 / n,
    weight: 0.1,
    norm: l2,
  };
  const groups = activityGroups(patterns, n);
  expect(groups.representative.length).toBe(4);
  return interiorProgram(problem, patterns, groups);
}

describe('the elimination of a Newton step', () => {
  it.each([
    { loss: hinge, radii: [0, 0, 0] },
    { loss: squared, radii: [0, 0, 0] },
    { loss: hinge, radii: [0.1, 0.2, 0.1] },
    { loss: squared, radii: [0.1, 0.2, 0.1] },
    { loss: hinge, radii: [0.1, 0.2, 0] },
    { loss: squared, radii: [0.1, 0.2, 0] },
  ])('inverts the whole system, rows sharing slopes: $loss.name, radii $radii', ({ loss, radii }) => {
    const own = program(loss, radii);
    const maps = operators(own, plainKernels);
    const point = startingPoint(own, plainKernels);
    const s = maps.slacks(point);
    const z = startingMultipliers(own, point, s);
    const random = createRandom(1, 'newton');
    const weights = rows(own);
    // Weights of any size, not those of the start alone, at which all samples of a group look alike.
    for (let r = 0; r < s.orthant.length; r++) weights.orthant[r] = 10 ** (2 * random.uniform() - 1);
    const cone = coneScaling(s, z, 2 * own.patterns, own.d);
    const neurons = neuronBlocks(own, plainKernels, weights, cone)!;
    const slopes = slopeBlocks(own, weights);
    const linearisation = { weights, cone, neurons, slopes };
    const system = coupledSystem(own, plainKernels, maps, neurons, slopes);

    const expected = variables(own);
    for (let i = 0; i < expected.all.length; i++) expected.all[i] = random.normal();
    const structure = stableStructure(
      own,
      plainKernels,
      zSolvers({ rows: own.n, atOnce: true, mayFactor: true }, 1),
    );
    const rhs = newtonProduct(structure, weights, cone, expected);
    // Without a threat the preconditioner is the system itself.
    const solves = [system.direct()!, ...(radii[0] === 0 ? [system.preconditioner(0)!] : [])];
    for (const solve of solves) {
      const found = eliminate(own, maps, linearisation, rhs, solve);
      for (const [i, value] of expected.all.entries()) expect(found.all[i]).toBeCloseTo(value, 6);
    }
  });
});
