import { describe, expect, it } from 'vitest';
import type { Result } from '#relucent/core/generated/documents.js';
import { losses } from '#relucent/core/losses/index.js';
import { validate } from '#relucent/core/validation.js';
import { check, failures, runToJson } from '../check/runs.js';

type Loss = 'hinge' | 'squared' | 'logistic';
type Program = 'standard' | 'stable' | 'soft' | 'soft-mm';

interface Data {
  readonly x: number[][];
  readonly y: number[];
  /** Radius under the programs with a threat. */
  readonly radius: number;
  readonly weight?: number;
  readonly scale?: 'none' | 'standardize';
}

const programs: readonly Program[] = ['standard', 'stable', 'soft', 'soft-mm'];
const kinds: readonly Loss[] = ['hinge', 'squared', 'logistic'];
const table = kinds.flatMap((loss) => programs.map((program) => [loss, program] as const));
const weight = 0.05;
/** Solvers are asked for a gap of 1e-6. */
const accuracy = 1e-5;

/** Trains by the product; whatever comes of it is a valid, ordered result that check finds no fault with. */
async function train(data: Data, loss: Loss, program: Program): Promise<Result> {
  const robust = program === 'standard' ? {} : { robust: program };
  const method = program === 'standard' ? { method: 'enumerate' } : { method: 'sampled', distinct: 6 };
  const result = await runToJson({
    data: { source: 'inline', x: data.x, y: data.y, scale: data.scale ?? 'none' },
    loss: { type: loss },
    regularizer: { weight: data.weight ?? weight },
    ...(program === 'standard' ? {} : { threat: { radius: data.radius } }),
    evaluate: { attacks: [] },
    solver: { name: 'convex', options: { ...robust, patterns: method } },
  });
  validate<Result>('result.json', structuredClone(result));
  const { objective, bounds, network } = result;
  expect(network, result.reason).toBeDefined();
  expect(Number.isFinite(objective)).toBe(true);
  if (program === 'soft-mm' && result.status === 'inaccurate') {
    // Its descent may end below every program that was solved, with nothing proven.
    expect(bounds.scope).toBe(bounds.lower === undefined ? 'none' : 'sampled-patterns');
  } else {
    expect([result.status, result.reason]).toEqual(['solved', expect.any(String)]);
    expect(bounds.lower!).toBeLessThanOrEqual(objective!);
    expect(bounds.scope).toBe(program === 'standard' ? 'global' : 'sampled-patterns');
  }
  expect(failures(await check(result))).toEqual([]);
  return result;
}

async function expectOptimum(data: Data, loss: Loss, program: Program, optimum: number) {
  const result = await train(data, loss, program);
  expect(result.objective!).toBeGreaterThan(optimum - 1e-9);
  expect(result.objective! - optimum).toBeLessThan(accuracy * (1 + optimum));
}

/** Mean loss of the network that is 0 everywhere. */
function zeroObjective(loss: Loss, y: readonly number[]): number {
  return y.reduce((sum, label) => sum + losses[loss].value(0, label), 0) / y.length;
}

/** The least value of a convex function on [0, 100], by ternary search. */
function leastOf(f: (w: number) => number): number {
  let [low, high] = [0, 100];
  for (let i = 0; i < 200; i++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (f(left) < f(right)) high = right;
    else low = left;
  }
  return f((low + high) / 2);
}

/**
 * Mean worst loss of the rows of one sign, as a function of w, where the prediction is y w x on x and the boxes reach to
 * x +- radius on the same side of 0: all that a network of one column is there. Returns its least value with w's cost.
 */
function leastOnSide(loss: Loss, xs: readonly number[], n: number, radius: number): number {
  const worst = (w: number, x: number) =>
    Math.max(losses[loss].value(w * (x - radius), 1), losses[loss].value(w * (x + radius), 1));
  return leastOf((w) => xs.reduce((sum, x) => sum + worst(w, x), 0) / n + weight * w);
}

describe.each(table)('%s, %s', (loss, program) => {
  const radiusOf = ({ radius }: Data) => (program === 'standard' ? 0 : radius);

  it('boxes that cover each other: the zero network', async () => {
    const data: Data = { x: [[1, 0], [0, 1], [-1, 0], [1, 1]], y: [1, -1, 1, -1], radius: 50 }; // biome-ignore format: rows
    if (program === 'standard') await train(data, loss, program);
    else await expectOptimum(data, loss, program, zeroObjective(loss, data.y));
  });

  it('one point with both labels: the zero network', async () => {
    const data: Data = { x: [[1, 2], [1, 2]], y: [1, -1], radius: 0.1 }; // biome-ignore format: rows
    await expectOptimum(data, loss, program, zeroObjective(loss, data.y));
  });

  it('one row', async () => {
    const data: Data = { x: [[3, 4]], y: [1], radius: 0.1 };
    if (program !== 'standard' && loss === 'squared') {
      // An attack may push the prediction to either side of its target: no closed form.
      await train(data, loss, program);
      return;
    }
    // The margin is least in the corner nearest 0, and the best direction for it is that corner's own.
    const length = Math.hypot(...data.x[0]!.map((value) => value - radiusOf(data)));
    const optimum = leastOf((w) => losses[loss].value(length * w, 1) + weight * w);
    await expectOptimum(data, loss, program, optimum);
  });

  it('one column: either side of 0 is a problem of one number', async () => {
    const data: Data = { x: [[1], [2], [-1.5], [-0.5]], y: [1, 1, -1, -1], radius: 0.2 };
    const radius = radiusOf(data);
    const optimum = leastOnSide(loss, [1, 2], 4, radius) + leastOnSide(loss, [1.5, 0.5], 4, radius);
    await expectOptimum(data, loss, program, optimum);
  });

  it('one class only', async () => {
    const data: Data = { x: [[1], [2], [1.5]], y: [1, 1, 1], radius: 0.2 };
    await expectOptimum(data, loss, program, leastOnSide(loss, [1, 2, 1.5], 3, radiusOf(data)));
  });

  it('nothing but zeros: the zero network', async () => {
    const data: Data = { x: [[0, 0], [0, 0], [0, 0]], y: [1, -1, 1], radius: 0.1 }; // biome-ignore format: rows
    await expectOptimum(data, loss, program, zeroObjective(loss, data.y));
  });

  it('a constant column trains, and standardized it is worth nothing', async () => {
    const x = [[1, 7], [2, 7], [-1, 7], [-2, 7], [0.5, 7]]; // biome-ignore format: rows
    const data: Data = { x, y: [1, 1, -1, -1, 1], radius: 0.05 };
    await train(data, loss, program);
    const standardized = await train({ ...data, scale: 'standardize' }, loss, program);
    if (program !== 'standard') return;
    const without = await train({ ...data, x: x.map(([a]) => [a!]), scale: 'standardize' }, loss, program);
    expect(Math.abs(standardized.objective! - without.objective!)).toBeLessThan(accuracy);
  });

  it('pixels in 0..255 are the same problem as in 0..1 with the weight and radius to match', async () => {
    const pixels = [[0, 255], [255, 0], [128, 64], [30, 200], [200, 10], [255, 255]]; // biome-ignore format: rows
    const data: Data = { x: pixels, y: [1, -1, -1, 1, -1, 1], radius: 2, weight: 255 * weight };
    const x = pixels.map((line) => line.map((value) => value / 255));
    const large = await train(data, loss, program);
    const small = await train({ ...data, x, radius: 2 / 255, weight }, loss, program);
    if (program !== 'soft-mm')
      expect(Math.abs(large.objective! - small.objective!)).toBeLessThan(accuracy * (1 + small.objective!));
  });
});
