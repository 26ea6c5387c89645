import type { RandomOptions } from '../core/generated/documents.js';
import { zeros } from '../core/matrix.js';
import { createRandom } from '../core/random.js';
import { schema } from '../core/schemas.js';
import type { Attack } from '../plugins/attack.js';
import { budgetOf, checkBudget, staysInThreat } from './budget.js';
import { keepWorse } from './loss-gradients.js';
import { randomPoints } from './random-point.js';

/** Random noise: uniform in the box, or radius n / ||n||_2 with normal n in a ball. */
export const random: Attack = {
  kind: 'attack',
  apiVersion: 1,
  name: 'random',
  description: 'Random noise of the size of the budget: what an attack has to beat.',
  optionsSchema: schema('attacks/random.json'),
  references: ['Amini et al.: Non-smooth regularisation with extrapolation, the "Random" attack'],
  staysInThreat: (options) => staysInThreat(options as RandomOptions),
  check: (options, pointer) => checkBudget(options as RandomOptions, pointer),
  async perturb(victim, { x, y }, context, options) {
    const { draws, ...wanted } = options as RandomOptions;
    const budget = budgetOf(wanted, context, x);
    const source = createRandom(context.seed, 'random attack');
    if (draws === 1) return { points: randomPoints(budget, x, source) };
    const best = { points: zeros(x.rows, x.cols), losses: new Float64Array(x.rows).fill(-Infinity) };
    for (let draw = 0; draw < draws; draw++) {
      await keepWorse(victim, randomPoints(budget, x, source), y, context, best);
    }
    return { points: best.points };
  },
};
