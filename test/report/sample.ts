import type { ComparisonResult, Result, Rung, Spread } from '#relucent/core/generated/documents.js';
import { hinge } from '#relucent/core/losses/hinge.js';
import { fromRows } from '#relucent/core/matrix.js';
import { type Network, networkDocument } from '#relucent/core/network.js';
import { l2 } from '#relucent/core/norms/l2.js';
import type { Problem } from '#relucent/core/problem.js';
import { weightDecay } from '#relucent/core/regularizers/weight-decay.js';
import { type Document, validateDocument } from '#relucent/core/validation.js';
import { column, networkFrom } from '../support/networks.js';

/** A linear function of the columns as a network: a . x = relu(a . x) - relu(-a . x). */
export function linearNetwork(a: readonly number[]): Network {
  return networkFrom([a, a.map((v) => -v)], [1, -1]);
}

/** Four rows at the corners of the square [-1, 1]^2 with a column of ones; the class is the sign of the first column. */
export function squareProblem(radius = 0.25): Problem {
  const x = fromRows([
    [-1, -1, 1],
    [-1, 1, 1],
    [1, -1, 1],
    [1, 1, 1],
  ]);
  return {
    train: { x, y: column([-1, -1, 1, 1]) },
    model: { type: 'relu', hidden: [2], activation: 'relu', bias: false },
    loss: hinge,
    lossScale: 1 / 4,
    weight: 0.01,
    regularizer: weightDecay,
    norm: l2,
    radii: Float64Array.of(radius, radius, 0),
    seed: 0,
    summary: {
      train: 4,
      test: 0,
      columns: ['width', 'height', 'bias'],
      classes: [
        { label: 'left', value: -1 },
        { label: 'right', value: 1 },
      ],
    },
    dataSha256: 'd'.repeat(64),
  };
}

export const provenance = {
  relucent: '0.1.0',
  node: '20.20.2',
  tensorBackend: 'wasm',
  seed: 7,
  specSha256: 'a'.repeat(64),
  dataSha256: 'd'.repeat(64),
  data: squareProblem().summary,
};

export function spread(mean: number, sd: number): Spread {
  return { mean, sd, min: mean - sd, max: mean + sd };
}

export function run(label: string, repeat: number, objective: number): Result {
  return {
    relucent: 1,
    repeat,
    status: 'solved',
    reason: 'duality gap 3e-7 <= 1e-6',
    solver: {
      name: 'convex',
      label,
      backend: 'clarabel',
      version: '1.2.3',
      native: 'Solved',
      iterations: 17,
    },
    objective,
    objectiveAttacked: objective * 0.9,
    bounds: { lower: objective * 0.8, upper: objective, scope: 'global', how: 'dual' },
    network: networkDocument(linearNetwork([1 + repeat, 0, 0])),
    metrics: {
      train: {
        rows: 4,
        loss: 0.1,
        accuracy: 1,
        worstCaseLoss: 0.2,
        certifiedAccuracy: 0.75,
        attacks: { pgd: { accuracy: 0.8, loss: 0.15, seconds: 0.2, inThreat: true } },
      },
    },
    history: [
      { iteration: 0, seconds: 0, objective: 1 },
      { iteration: 1, seconds: 0.5, objective: 0.5 },
      { iteration: 2, seconds: 1, objective },
    ],
    timing: { total: 1.25, solve: 1 },
    provenance,
  };
}

export function rung(label: string, kind: Rung['kind'], value: number, more: Partial<Rung> = {}): Rung {
  return {
    label,
    kind,
    value,
    scope: kind === 'reached' ? 'none' : 'global',
    solver: 'convex',
    seconds: 1,
    ...more,
  };
}

/** Two solvers, two repeats each. */
export function comparison(): ComparisonResult {
  const values = (objective: number) => ({
    objective: spread(objective, 0.01),
    'train.accuracy': spread(0.98765, 0.0123),
    'train.certifiedAccuracy': spread(0.75, 0.02),
    'train.attacks.pgd.accuracy': spread(0.8, 0.03),
    'train.loss': spread(0.1, 0.001),
    seconds: spread(1.2, 0.1),
  });
  return {
    relucent: 1,
    name: 'Square, robust',
    status: 'solved',
    reason: 'all runs solved',
    runs: [run('convex', 0, 0.31), run('convex', 1, 0.3), run('gd', 0, 0.42), run('gd', 1, 0.4)],
    summary: [
      { label: 'convex', repeats: 2, values: values(0.305) },
      { label: 'gd', repeats: 2, values: values(0.41) },
    ],
    ladder: [
      rung('convex', 'lower', 0.25),
      rung('convex', 'reached', 0.3, { repeats: spread(0.305, 0.005), attacked: 0.27 }),
      rung('gd', 'reached', 0.4, { repeats: spread(0.41, 0.01), attacked: 0.36 }),
    ],
    timing: { total: 5 },
    provenance,
  };
}

export function comparisonDocument(): Document {
  return validateDocument({
    relucent: 1,
    compare: {
      relucent: 1,
      data: { source: 'generator', name: 'two-moons', n: 60 },
      threat: { norm: 'linf', radius: 0.25 },
    },
    solvers: [{ name: 'convex', options: { tolerance: 1e-6 } }, { name: 'gd' }],
    repeats: 2,
  });
}

export function specDocument(): Document {
  return validateDocument({
    relucent: 1,
    data: { source: 'generator', name: 'two-moons', n: 60 },
    solver: { name: 'convex' },
  });
}
