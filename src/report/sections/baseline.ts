import { h, type Markup } from '../markup.js';
import { finite, numeral, percent } from '../numbers.js';
import { table } from '../table.js';
import type { ReportView } from '../view.js';

/** The robust linear model that a robust convex run trains beside its network: what non-linearity is worth. */
export function baselineSection({ solvers }: ReportView): Markup | undefined {
  const linear = solvers
    .map(({ best }) => best.solver.details?.['robustLinear'])
    .find((found): found is Record<string, unknown> => typeof found === 'object' && found !== null);
  if (!linear) return undefined;
  const share = (value: unknown) => numeral(finite(value), percent);
  return h(
    'section',
    {},
    h('h2', {}, 'Robust linear model'),
    h(
      'p',
      {},
      'The best linear model under the same threat, with its weight vector’s norm as regularizer: a network that does no better is not worth its neurons.',
    ),
    table(
      'Accuracies are exact worst cases over the boxes, in percent of the rows',
      [
        { header: 'Objective', numeric: true },
        { header: 'training, robust', numeric: true },
        { header: 'test, robust', numeric: true },
      ],
      [
        [
          numeral(finite(linear['objective'])),
          share(linear['trainRobustAccuracy']),
          share(linear['testRobustAccuracy']),
        ],
      ],
    ),
  );
}
