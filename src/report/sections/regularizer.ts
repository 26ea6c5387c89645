import { graphFigure } from '../figures/graph.js';
import { penaltyGraphs, usualStep } from '../figures/penalty.js';
import { h, type Markup } from '../markup.js';
import { pairs, table } from '../table.js';
import type { ReportView } from '../view.js';

/** The penalty of the weights, where it has a name of its own: pictures of it, and what it was tested for. */
export function regularizerSection({ result, problem }: ReportView): Markup | undefined {
  const used = result.provenance.regularizer;
  if (!used) return undefined;
  const penalty = problem?.regularizer.penalty;
  const rows: [string, string][] = [
    ['Penalty', used.name],
    ...(used.formula === undefined ? [] : [['P', used.formula] as [string, string]]),
    ...(used.reference === undefined ? [] : [['Reference', used.reference] as [string, string]]),
    ['From', used.source],
    ['Version', used.version],
  ];
  return h(
    'section',
    {},
    h('h2', {}, 'Regularizer'),
    pairs('The penalty that was trained with', rows),
    penalty &&
      h(
        'div',
        { class: 'multiples' },
        penaltyGraphs(penalty, usualStep, 'regularizer').map((graph) =>
          h('figure', {}, graphFigure(graph), h('figcaption', {}, graph.title)),
        ),
      ),
    used.check && [
      table(
        'What it was tested for when it was registered',
        [{ header: 'Check' }, { header: 'Result' }, { header: 'Claim', prose: true }],
        used.check.rows.map(({ name, claim, verdict, trials, why }) => [
          name,
          verdict === 'passed' ? `passed at ${trials} inputs` : `skipped: ${why}`,
          claim,
        ]),
      ),
      h('p', { class: 'note' }, used.check.note),
    ],
  );
}
