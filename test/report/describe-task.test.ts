import { expect, it } from 'vitest';
import { describeTask, objectiveFormula } from '#relucent/report/describe-task.js';
import { taskOf } from '../support/problems.js';

const data = { source: 'generator', name: 'two-moons', n: 12 } as const;

it.each([
  [{ weight: 0.02 }, 'two moons (n = 12), hinge loss', '0.01 times the sum of the squared weights'],
  [
    { type: 'group-lasso', weight: 0.02, params: { norm: 'linf' } },
    'two moons (n = 12), hinge loss, group linf norm',
    '0.01 times the sum over the neurons of ‖u‖∞² + α²',
  ],
  [
    { type: 'group-lasso', weight: 0.02, params: { norm: 'elastic', mix: 0.25 } },
    'two moons (n = 12), hinge loss, group elastic (mix 0.25) norm',
    '0.01 times the sum over the neurons of (0.75 ‖u‖₂ + 0.25 ‖u‖₁)² + α²',
  ],
  [
    { type: 'linf-norm', target: 'neurons', weight: 0.02 },
    'two moons (n = 12), hinge loss',
    '0.01 times the sum over the neurons of P(u)² + α², with u a neuron’s input weights and α its output weight, with the penalty linf-norm as P: max |x|',
  ],
] as const)('says which regularizer: %j', (regularizer, title, formula) => {
  const task = taskOf({ data, regularizer });
  expect(describeTask(task).toLowerCase()).toBe(title);
  expect(objectiveFormula(task)).toContain(formula);
});
