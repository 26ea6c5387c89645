import type { Result } from '../../core/generated/documents.js';
import { overWeightFigure, type WeightLine } from '../figures/over-weight.js';
import { spansDecades } from '../figures/value-scale.js';
import { h, type Markup } from '../markup.js';
import { finite, numeral, percent, seconds, short } from '../numbers.js';
import { type Column, table } from '../table.js';
import type { PathSeries, ReportView } from '../view.js';

/** What changes with the weight of the regularizer, solver by solver; nothing where there is no path. */
export function pathSection({ path }: ReportView): Markup | undefined {
  if (!path) return undefined;
  return h(
    'section',
    {},
    h('h2', {}, 'The path'),
    h(
      'p',
      {},
      'Each weight is a problem of its own: objectives and bounds are to be compared at one weight, not across them. Of several repeats the best is shown.',
    ),
    h(
      'div',
      { class: 'multiples wide-multiples' },
      figures.map((figure) => figureOf(figure, path)),
    ),
    pathTable(path),
  );
}

interface PathFigure {
  readonly id: string;
  readonly title: string;
  readonly up: string;
  /** What is drawn of each solver, the first one with an unbroken line. */
  readonly lines: readonly { readonly name: string; value(run: Result): number | undefined }[];
}

const figures: readonly PathFigure[] = [
  {
    id: 'path-objective',
    title: 'Objective and lower bound by weight',
    up: 'objective',
    lines: [
      { name: 'objective', value: (run) => finite(run.objective) },
      { name: 'lower bound', value: (run) => finite(run.bounds.lower) },
    ],
  },
  {
    id: 'path-accuracy',
    title: 'Accuracy by weight',
    up: 'accuracy in percent',
    lines: [
      { name: 'test', value: ({ metrics }) => inPercent(metrics?.test?.accuracy) },
      { name: 'training', value: ({ metrics }) => inPercent(metrics?.train.accuracy) },
    ],
  },
  {
    id: 'path-error',
    title: 'Root mean square error by weight',
    up: 'root mean square error',
    lines: [
      { name: 'test', value: ({ metrics }) => finite(metrics?.test?.rmse) },
      { name: 'training', value: ({ metrics }) => finite(metrics?.train.rmse) },
    ],
  },
  {
    id: 'path-neurons',
    title: 'Neurons by weight',
    up: 'neurons',
    lines: [{ name: 'neurons', value: ({ sparsity }) => finite(sparsity?.neurons) }],
  },
];

function figureOf(
  { id, title, up, lines: wanted }: PathFigure,
  path: readonly PathSeries[],
): Markup | undefined {
  const lines = path.flatMap(({ label, index, best }) =>
    wanted.flatMap(({ name, value }, i): WeightLine[] => {
      const points = best.flatMap((run) => {
        const y = value(run);
        return y === undefined ? [] : [{ x: run.weight!, y }];
      });
      return points.length === 0
        ? []
        : [{ label: `${label}, ${name}`, series: index, dashed: i > 0, points }];
    }),
  );
  if (lines.length === 0) return undefined;
  const logarithmic = spansDecades(lines.flatMap(({ points }) => points.map((point) => point.y)));
  return h(
    'figure',
    {},
    overWeightFigure({ id, title, up, logarithmic, lines }),
    h('figcaption', {}, `${title}.`),
  );
}

function pathTable(path: readonly PathSeries[]): Markup {
  const runs = path.flatMap(({ best }) => best);
  const labelled = runs.some(({ metrics }) => finite(metrics?.train.accuracy) !== undefined);
  const share = (value: unknown) => numeral(finite(value), percent);
  const columns: Column[] = [
    { header: 'Weight' },
    { header: 'Solver' },
    { header: 'Objective', numeric: true },
    { header: 'Lower bound', numeric: true },
    { header: labelled ? 'Training accuracy, %' : 'Training error', numeric: true },
    { header: labelled ? 'Test accuracy, %' : 'Test error', numeric: true },
    { header: 'Neurons', numeric: true },
    { header: 'Ended' },
    { header: 'Seconds', numeric: true },
  ];
  const rows = path
    .flatMap(({ label, best }) => best.map((run) => ({ label, run })))
    .sort((one, other) => other.run.weight! - one.run.weight!)
    .map(({ label, run: { weight, objective, bounds, metrics, sparsity, status, timing } }) => [
      h('span', { title: String(weight) }, short(weight!)),
      label,
      numeral(objective),
      numeral(bounds.lower),
      labelled ? share(metrics?.train.accuracy) : numeral(metrics?.train.rmse),
      labelled ? share(metrics?.test?.accuracy) : numeral(metrics?.test?.rmse),
      numeral(sparsity?.neurons, String),
      status,
      numeral(timing['total'], seconds),
    ]);
  return table('The path, the largest weight first', columns, rows);
}

function inPercent(share: number | undefined): number | undefined {
  const value = finite(share);
  return value === undefined ? undefined : 100 * value;
}
