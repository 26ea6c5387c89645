import type { PgdOptions } from '../core/generated/documents.js';
import { type Matrix, norm2, row, zeros } from '../core/matrix.js';
import type { Sample } from '../core/problem.js';
import { createRandom } from '../core/random.js';
import { schema } from '../core/schemas.js';
import type { Attack, AttackContext, Victim } from '../plugins/attack.js';
import { type Budget, budgetOf, checkBudget, project, staysInThreat } from './budget.js';
import { keepWorse, lossGradients } from './loss-gradients.js';
import { randomPoints } from './random-point.js';

/** Projected gradient steps inside the budget; see {@link projectedGradient}. */
export const pgd: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'pgd',
  description: 'Projected gradient steps inside the budget, from the clean row and from random points.',
  optionsSchema: schema('attacks/pgd.json'),
  references: [
    'Madry et al.: Towards Deep Learning Models Resistant to Adversarial Attacks. ICLR 2018',
    'Bai, Gautam, Gai, Sojoudi: Practical Convex Formulation of Robust One-hidden-layer Neural Network Training. ACC 2022, eq. (3)',
  ],
  staysInThreat: (options) => staysInThreat(options as PgdOptions),
  check: (options, pointer) => checkBudget(options as PgdOptions, pointer),
  async perturb(victim, sample, context, options) {
    const { steps, stepFraction, restarts, ...wanted } = options as PgdOptions;
    const { x, y } = sample;
    const budget = budgetOf(wanted, context, x);
    const first = await projectedGradient(victim, sample, context, budget, x, steps, stepFraction);
    if (restarts === 0) return { points: first };
    const best = { points: zeros(x.rows, x.cols), losses: new Float64Array(x.rows).fill(-Infinity) };
    await keepWorse(victim, first, y, context, best);
    const random = createRandom(context.seed, 'pgd restarts');
    for (let restart = 0; restart < restarts; restart++) {
      const start = randomPoints(budget, x, random);
      const end = await projectedGradient(victim, sample, context, budget, start, steps, stepFraction);
      await keepWorse(victim, end, y, context, best);
    }
    return { points: best.points };
  },
};

/**
 * From every row of `start` (n, d), for t = 0, ..., steps - 1:
 *
 *   box:   x_{t+1} = Pi(x_t + stepFraction * radii o sgn(G_t)),   sgn(0) = 0
 *   ball:  x_{t+1} = Pi(x_t + stepFraction * radius * G_t / ||G_t||_2)
 *
 * where G_t is the gradient of the loss at x_t, a hinge counting with its slope also where it is flat, and Pi projects
 * onto the budget around the clean row and then into its clip range. Returns x_steps, shape (n, d).
 */
export async function projectedGradient(
  victim: Victim,
  { x, y }: Sample,
  context: AttackContext,
  budget: Budget,
  start: Matrix,
  steps: number,
  stepFraction: number,
): Promise<Matrix> {
  const points = { ...start, data: start.data.slice() };
  for (let t = 0; t < steps; t++) {
    const before = points.data.slice();
    const gradients = await lossGradients(victim, points, y, context);
    for (let k = 0; k < x.rows; k++) step(budget, row(points, k), row(gradients, k), k, stepFraction);
    project(budget, x, points);
    if (points.data.every((value, i) => value === before[i])) break;
  }
  return points;
}

/** point += stepFraction * (radii o sgn(G), or radius G / ||G||_2). */
function step(
  { shape: { norm, radii } }: Budget,
  point: Float64Array,
  gradient: Float64Array,
  k: number,
  stepFraction: number,
): void {
  const length = norm === 'l2' ? norm2(gradient) : 1;
  if (length === 0) return;
  for (let j = 0; j < point.length; j++) {
    const along = norm === 'l2' ? (radii[k]! * gradient[j]!) / length : radii[j]! * Math.sign(gradient[j]!);
    point[j]! += stepFraction * along;
  }
}
