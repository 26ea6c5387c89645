import type { Spread } from '../core/generated/documents.js';
import { populationLoss } from '../nonconvex/patches/population-loss.js';
import { spreadOf } from '../report/spread.js';
import { type Experiment, type ExperimentTable, measured, type PublishedClaim } from './experiment.js';
import { dinhXin } from './papers.js';
import {
  dimensions,
  excessOfPrintedAngle,
  type PenaltyName,
  penaltyNames,
  published,
  type Quantities,
  quantities,
  setting,
} from './rvsm-published.js';
import { type FilterRun, runFilter } from './rvsm-runs.js';

/** All runs with one penalty, by the column of the table. */
type Column = readonly FilterRun[];
type Quantity = keyof Quantities;

/** The three tables of limits: angles to the teacher, losses and zeros, over the number of entries of the filter. */
export const rvsmTables: Experiment = {
  name: 'rvsm-tables',
  title: 'Limits of relaxed variable splitting under l0, transformed l1 and l1 penalties',
  source: `${dinhXin}, Tables 1 to 3`,

  async run(context) {
    const repeats = context.repeats ?? (context.quick ? 20 : 200);
    const total = penaltyNames.length * dimensions.length * repeats;
    let done = 0;
    const columnsOf = async (name: PenaltyName): Promise<Column[]> => {
      const columns: FilterRun[][] = [];
      for (const d of dimensions) {
        const runs: FilterRun[] = [];
        for (let seed = 0; seed < repeats; seed++) {
          runs.push(
            await runFilter(name, d, seed, context, { phase: `${name}, d = ${d}`, fraction: done++ / total }),
          );
        }
        columns.push(runs);
      }
      return columns;
    };
    const all = { l0: await columnsOf('l0'), tl1: await columnsOf('tl1'), l1: await columnsOf('l1') };
    return {
      settings: {
        ...setting,
        dimensions: dimensions.join(', '),
        'seeds per column': repeats,
        'step size': 0.1,
      },
      differences: [
        'Teacher, start, step size, stopping and the number of runs are not printed: here both filters are uniform on the sphere, runs end when a step is shorter than 1e-12, and every figure is a mean over seeds with its standard deviation.',
        'A printed column is one run, so it is expected within 2 standard deviations of the mean.',
        'The printed rows of zeros lack one entry and are read one column further to the left, where they agree with the energy that thresholding takes from w.',
        ...(context.quick ? [`Quick form: ${repeats} seeds per column in place of 200.`] : []),
      ],
      claims: [
        ...penaltyNames.flatMap((name) => rowClaims(name, all[name])),
        ...orderClaims(all),
        printedLosses(),
        ...identityClaims(all),
      ],
      tables: penaltyNames.map((name) => tableOf(name, all[name])),
      figures: [],
    };
  },
};

function spread(column: Column, quantity: Quantity): Spread {
  return spreadOf(column.map((run) => run.quantities[quantity]));
}

const show = (value: number) => value.toPrecision(3);
const printedText = (quantity: Quantity, value: number) =>
  quantity === 'zeros' ? String(value) : value.toPrecision(4);

function rowClaims(name: PenaltyName, columns: readonly Column[]): PublishedClaim[] {
  return (Object.keys(quantities) as Quantity[]).map((quantity) => {
    const printed = published[name][quantity];
    const compared = columns.flatMap((column, i) => {
      const value = printed[i];
      if (value === undefined) return [];
      const { mean, sd } = spread(column, quantity);
      return [{ d: dimensions[i]!, value, mean, sd, agrees: Math.abs(value - mean) <= 2 * sd }];
    });
    const far = compared.filter(({ agrees }) => !agrees).map(({ d }) => d);
    return measured(
      `${name}: ${quantities[quantity]}, within 2 standard deviations`,
      compared.map(({ value }) => printedText(quantity, value)).join(', '),
      compared.map(({ mean, sd }) => `${show(mean)} ± ${sd.toPrecision(1)}`).join(', '),
      far.length === 0,
      far.length === 0 ? undefined : `outside them at d = ${far.join(', ')}${whyFar(name, quantity)}`,
    );
  });
}

/** Why a printed row is not a converged limit. */
function whyFar(name: PenaltyName, quantity: Quantity): string {
  const { angleW, angleU } = published[name];
  if (quantity === 'angleW' || quantity === 'riskW') {
    const most = Math.max(...angleW.map((angle, i) => excessOfPrintedAngle(angle!, angleU[i]!)));
    return `; the printed angles of w are up to ${show(most)} times what eq. 17 allows at a limit with the printed angles of u: these runs had not converged`;
  }
  return name === 'l1' && quantity !== 'zeros'
    ? '; the printed w is that far from its limit, and its angle adds to that of u'
    : '';
}

/** Whether the printed losses are those of unit filters at the printed angles. */
function printedLosses(): PublishedClaim {
  const { value } = populationLoss({ filter: Float64Array.of(1, 0), patches: setting.patches });
  const at = (angle: number) => value(Float64Array.of(Math.cos(angle), Math.sin(angle)));
  const off = penaltyNames.flatMap((name) => {
    const { angleW, riskW, angleU, riskUnitU } = published[name];
    return dimensions.flatMap((_, i) => [
      Math.abs(riskW[i]! / at(angleW[i]!) - 1),
      Math.abs(riskUnitU[i]! / at(angleU[i]!) - 1),
    ]);
  });
  const most = Math.max(...off);
  return measured(
    'Every printed f(w) and f(u / ||u||) is the closed form at the printed angle',
    'Tables 1 to 3',
    `relative difference at most ${show(most)}`,
    most < 2e-5,
    'a printed column is one run, or the loss of one angle, and no mean over runs',
  );
}

type All = Readonly<Record<PenaltyName, readonly Column[]>>;

function orderClaims(all: All): PublishedClaim[] {
  const means = (name: PenaltyName, quantity: Quantity) =>
    all[name].map((column) => spread(column, quantity).mean);
  const ordered = (
    quantity: Quantity,
    [least, middle, most]: readonly [PenaltyName, PenaltyName, PenaltyName],
  ) =>
    dimensions.every((_, i) => {
      const at = (name: PenaltyName) => means(name, quantity)[i]!;
      return at(least) < at(middle) && at(middle) < at(most);
    });
  const listed = (quantity: Quantity) =>
    penaltyNames.map((name) => `${name}: ${means(name, quantity).map(show).join(', ')}`).join('; ');
  return [
    measured(
      'l0 gives the smallest angle of w, then tl1, then l1, at every d',
      'order of the printed tables',
      listed('angleW'),
      ordered('angleW', ['l0', 'tl1', 'l1']),
      'converged runs have the reverse order',
    ),
    measured(
      'l1 gives the smallest loss f(w) at the limit, then tl1, then l0',
      "the paper's text (section 5.3), against its tables",
      listed('riskW'),
      ordered('riskW', ['l1', 'tl1', 'l0']),
    ),
    measured(
      'l0 gives the most zeros, then tl1, then l1',
      'order of the printed tables',
      listed('zeros'),
      ordered('zeros', ['l1', 'tl1', 'l0']),
    ),
    measured(
      'Sparsity costs accuracy: l1 gives the smallest f(u), then tl1, then l0',
      'order of the printed tables',
      listed('riskU'),
      ordered('riskU', ['l1', 'tl1', 'l0']),
    ),
  ];
}

function identityClaims(all: All): PublishedClaim[] {
  const runs = penaltyNames.flatMap((name) => all[name].flat());
  const most = (figure: (run: FilterRun) => number, of: readonly FilterRun[] = runs) =>
    of.reduce((largest, run) => Math.max(largest, figure(run)), 0);
  const parallel = most(({ identities }) => identities.parallel);
  const sines = most(({ identities }) => identities.sines);
  const ratio = most(({ identities: { distance, distanceBound } }) => distance / distanceBound);
  const l1Ratio = most(
    ({ identities: { sparseDistance, l1DistanceBound } }) => sparseDistance / l1DistanceBound,
    all.l1.flat(),
  );
  const short = runs.filter(({ converged }) => !converged).length;
  return [
    measured('Every run converges', 'Theorem 1, Corollary 1.1', `${runs.length - short} of ${runs.length}`, short === 0),
    measured('At the limit w* - (beta / c) (w - u) is parallel to w', 'eq. 12', `off by at most ${show(parallel)}`, parallel < 1e-8),
    measured('At the limit c sin(theta) = beta ||u|| sin(gamma)', 'eq. 17', `off by at most ${show(sines)}`, sines < 1e-9),
    measured('||w* - w|| <= 4 k beta ||u|| sin(gamma)', 'eq. 13', `at most ${show(ratio)} of the bound`, ratio <= 1),
    measured('l1: ||w* - u|| <= 4 k beta sin(gamma) + (lambda / beta) sqrt(d)', 'eq. 14', `at most ${show(l1Ratio)} of the bound`, l1Ratio <= 1),
  ]; // biome-ignore format: one claim a line
}

function tableOf(name: PenaltyName, columns: readonly Column[]): ExperimentTable {
  return {
    caption: `${name}: printed, and mean (standard deviation) over the seeds`,
    columns: ['', ...dimensions.map((d) => `d = ${d}`)],
    rows: (Object.keys(quantities) as Quantity[]).flatMap((quantity) => [
      [
        `${quantities[quantity]}, printed`,
        ...published[name][quantity].map((value) =>
          value === undefined ? '–' : printedText(quantity, value),
        ),
      ],
      [
        `${quantities[quantity]}, here`,
        ...columns.map((column) => {
          const { mean, sd } = spread(column, quantity);
          return `${show(mean)} (${sd.toPrecision(1)})`;
        }),
      ],
    ]),
  };
}
