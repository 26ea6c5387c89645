import type { SolverSummary } from '../../core/generated/documents.js';
import { type Child, fragment, h, type Markup } from '../markup.js';
import { meanAndSd, numeral, percent, significant } from '../numbers.js';
import type { SolverRuns } from '../runs.js';
import { table } from '../table.js';
import type { ReportView } from '../view.js';

type Format = (value: number) => string;

/** Accuracy and loss of every solver on the training and the test part: clean, under each attack, certified. */
export function measuresSection({ summary, solvers }: ReportView): Markup | undefined {
  const tables = [
    partTable('Accuracy in percent of the rows', summary, accuracyColumn, percent),
    partTable('Loss', summary, lossColumn, significant),
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

/** One row per solver and part that has values in one of the columns; columns in order of first appearance. */
function partTable(
  caption: string,
  summary: readonly SolverSummary[],
  columnOf: (measure: string) => string | undefined,
  format: Format,
): Markup | undefined {
  const columns = new Set<string>();
  const rows = summary.flatMap((solver) =>
    (['train', 'test'] as const).flatMap((part) => {
      const cells = new Map<string, Child>();
      for (const [key, spread] of Object.entries(solver.values)) {
        const column = key.startsWith(`${part}.`) ? columnOf(key.slice(part.length + 1)) : undefined;
        if (column === undefined) continue;
        columns.add(column);
        cells.set(column, solver.repeats > 1 ? meanAndSd(spread, format) : numeral(spread.mean, format));
      }
      return cells.size > 0 ? [{ solver, part, cells }] : [];
    }),
  );
  if (rows.length === 0) return undefined;
  const ordered = [...columns].sort((one, other) => rank(one) - rank(other));
  return table(
    caption,
    [{ header: 'Solver' }, { header: 'Part' }, ...ordered.map((header) => ({ header, numeric: true }))],
    rows.map(({ solver, part, cells }) => [
      solver.repeats > 1
        ? fragment(solver.label, h('span', { class: 'muted' }, ` × ${solver.repeats}`))
        : solver.label,
      part === 'train' ? 'training' : 'test',
      ...ordered.map((column) => cells.get(column) ?? numeral(undefined)),
    ]),
  );
}

function accuracyColumn(measure: string): string | undefined {
  if (measure === 'accuracy') return 'clean';
  if (measure === 'certifiedAccuracy') return 'certified';
  if (measure === 'robustAccuracy.upper') return 'at most';
  return attackOf(measure, 'accuracy');
}

function lossColumn(measure: string): string | undefined {
  if (measure === 'loss') return 'clean';
  if (measure === 'worstCaseLoss') return 'worst case, certified';
  if (measure === 'rmse') return 'root mean square error';
  return attackOf(measure, 'loss');
}

function attackOf(measure: string, leaf: string): string | undefined {
  if (measure === `attacked.${leaf}`) return strongestAttack;
  const match = measure.match(/^attacks\.(.+)\.(\w+)$/);
  return match?.[2] === leaf ? `under ${match[1]}` : undefined;
}

const strongestAttack = 'under all';

/** Clean first, certified last, attacks in between. */
function rank(column: string): number {
  if (column === 'clean') return 0;
  if (column === strongestAttack) return 2;
  return column.startsWith('under ') ? 1 : 3;
}
