import { fragment, h, type Markup } from '../markup.js';
import { meanAndSd, numeral, percent, significant } from '../numbers.js';
import type { SolverRuns } from '../runs.js';
import { table } from '../table.js';
import { accuracyTable, lossTable, type MeasuresTable } from '../tables/measures.js';
import type { ReportView } from '../view.js';

/** Accuracy and loss of every solver on the training and the test part: clean, under each attack, certified. */
export function measuresSection({ summary, solvers }: ReportView): Markup | undefined {
  const tables = [
    partTable('Accuracy in percent of the rows', accuracyTable(summary), percent),
    partTable('Loss', lossTable(summary), significant),
  ].filter((made) => made !== undefined);
  if (tables.length === 0) return undefined;
  const repeated = summary.some((solver) => solver.repeats > 1);
  return h(
    'section',
    {},
    h('h2', {}, 'Accuracy and loss'),
    repeated ? h('p', {}, 'Mean ± standard deviation over the repeats of each solver.') : undefined,
    looseNote(solvers),
    tables,
  );
}

/** Which worst cases are bounds on single neurons put together, far from what the network does. */
function looseNote(solvers: readonly SolverRuns[]): Markup | undefined {
  const loose = solvers.filter(({ runs }) =>
    runs.some(({ metrics }) =>
      [metrics?.train, metrics?.test].some((part) => part?.worstCaseBy === 'intervals'),
    ),
  );
  if (loose.length === 0) return undefined;
  const names = loose.map(({ label }) => label).join(', ');
  const why = 'comes from intervals alone and may be far above what the network does';
  return h('p', {}, `The certified worst case of ${names} ${why}.`);
}

function partTable(
  caption: string,
  { columns, rows }: MeasuresTable,
  format: (value: number) => string,
): Markup | undefined {
  if (rows.length === 0) return undefined;
  return table(
    caption,
    [{ header: 'Solver' }, { header: 'Part' }, ...columns.map((header) => ({ header, numeric: true }))],
    rows.map(({ solver, part, cells }) => [
      solver.repeats > 1
        ? fragment(solver.label, h('span', { class: 'muted' }, ` × ${solver.repeats}`))
        : solver.label,
      part === 'train' ? 'training' : 'test',
      ...columns.map((column) => {
        const spread = cells.get(column);
        return spread && solver.repeats > 1 ? meanAndSd(spread, format) : numeral(spread?.mean, format);
      }),
    ]),
  );
}
