import { type SweepPoint, sweepFigure } from '../report/figures/sweep.js';
import { spreadOf } from '../report/spread.js';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentResult,
  measured,
  notMeasured,
} from './experiment.js';
import { baiEtAl } from './papers.js';
import { train } from './train.js';

export interface Figure1Settings {
  readonly draws: readonly number[];
  readonly repeats: number;
}

/** The objectives over the repeats at one number of draws. */
export interface Figure1Row extends SweepPoint {
  readonly draws: number;
  /** Mean number of distinct patterns among the draws. */
  readonly patterns: number;
  /** Mean relative excess over the optimum. */
  readonly gap: number;
  readonly seconds: number;
}

/** `missing`: why some repeat did not end with a certified optimum. */
type Measurement = Figure1Row | { readonly draws: number; readonly missing: string };

const rows = 40;
/** Draws that find all patterns of 40 points in the plane. */
const allDraws = 50_000;
/** 2 sum_{j < 2} C(39, j). */
const allPatterns = 80;

/** Objective of the sampled convex program against the number of Gaussian draws. */
export const convexFigure1: Experiment = {
  name: 'convex-fig1',
  title: 'Objective against the number of sampled patterns',
  source: `${baiEtAl}, Fig. 1`,
  run: (context) =>
    figure1(
      {
        draws: [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048],
        repeats: context.repeats ?? (context.quick ? 5 : 15),
      },
      context,
    ),
};

/** Fig. 1 with chosen numbers of draws (ascending) and repeats. */
export async function figure1(
  { draws, repeats }: Figure1Settings,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const total = draws.length * repeats + 1;
  let done = 0;
  const solve = async (count: number, seed: number) => {
    const spec = {
      data: { source: 'generator', name: 'random-labels', n: rows, d: 2, seed: 100 },
      regularizer: { weight: 1e-4 },
      solver: { name: 'convex', options: { patterns: { method: 'sampled', draws: count } } },
      seed,
    } as const;
    return (await train(spec, context, { phase: `${count} draws`, fraction: done++ / total })).result;
  };

  const full = await solve(allDraws, 0);
  const optimum = full.objective ?? Number.NaN;
  const lower = full.bounds.lower ?? Number.NaN;
  const measurements: Measurement[] = [];
  for (const count of draws) {
    const runs = [];
    for (let seed = 0; seed < repeats; seed++) runs.push(await solve(count, seed));
    const failed = runs.find((run) => run.status !== 'solved');
    measurements.push(failed ? { draws: count, missing: failed.reason } : rowOf(count, runs, optimum));
  }
  const measuredRows = measurements.filter((row): row is Figure1Row => !('missing' in row));
  return {
    settings: {
      rows,
      columns: 2,
      labels: 'random',
      weight: 1e-4,
      repeats,
      draws: draws.join(', '),
      optimum,
      'optimum, lower bound': lower,
      patterns: Number(full.solver.details?.['distinctPatterns']),
    },
    differences: [
      'The data are not printed: standard normal points, labels by fair coin.',
      `P_s is the number of draws, duplicates dropped: 40 points in the plane have only ${allPatterns} patterns, so 128 to 2048 distinct ones cannot exist.`,
      ...(repeats === 15 ? [] : [`${repeats} repeats in place of 15.`]),
    ],
    claims:
      full.status === 'solved' ? claimsOf(measurements, lower) : [notMeasured(plateau, printed, full.reason)],
    tables: [tableOf(measuredRows)],
    figures:
      measuredRows.length === 0
        ? []
        : [
            {
              caption: 'Mean objective over the repeats, with bars from least to greatest.',
              drawing: sweepFigure({
                id: 'sweep',
                title: 'Objective against the number of draws',
                across: 'draws',
                up: 'objective',
                points: measuredRows,
              }),
            },
          ],
  };
}

function rowOf(
  draws: number,
  runs: readonly {
    readonly objective?: number;
    readonly timing: Record<string, number>;
    readonly solver: { readonly details?: Record<string, unknown> };
  }[],
  optimum: number,
): Figure1Row {
  const { mean, min, max } = spreadOf(runs.map((run) => run.objective!));
  const seconds = runs.map((run) => run.timing['total']!).sort((a, b) => a - b);
  const patterns = spreadOf(runs.map((run) => Number(run.solver.details!['distinctPatterns']))).mean;
  return {
    at: draws,
    draws,
    patterns,
    mean,
    min,
    max,
    gap: mean / optimum - 1,
    seconds: seconds[Math.floor(seconds.length / 2)]!,
  };
}

const plateau = 'From 128 draws on the mean is close to its limit';
const printed = 'plateau and small spread from 128 on';

function claimsOf(measurements: readonly Measurement[], lower: number): ExperimentResult['claims'] {
  const all = measurements.filter((row): row is Figure1Row => !('missing' in row));
  const gapAt = (
    draws: number,
    claim: string,
    published: string,
    holds: (gap: number) => boolean,
  ): ExperimentResult['claims'] => {
    const row = measurements.find((one) => one.draws === draws);
    if (!row) return [];
    if ('missing' in row) return [notMeasured(claim, published, row.missing)];
    return [measured(claim, published, `mean gap ${percentOf(row.gap)}`, holds(row.gap))];
  };
  const spread = (row: Figure1Row) => row.max / row.min - 1;
  const [few, many] = [all[0], all.at(-1)];
  return [
    ...gapAt(4, 'Four draws are far from enough', 'far above the plateau', (gap) => gap > 1),
    ...gapAt(128, `${plateau}: below 2 % above the optimum`, printed, (gap) => gap < 0.02),
    ...gapAt(512, 'At 512 draws the limit is reached: below 0.1 %', printed, (gap) => gap < 1e-3),
    ...(few && many && few !== many
      ? [
          measured(
            'The spread over the repeats shrinks',
            'bars shrink to nothing',
            `greatest over least: ${percentOf(spread(few))} at ${few.draws} draws, ${percentOf(spread(many))} at ${many.draws}`,
            spread(many) < spread(few),
          ),
        ]
      : []),
    measured(
      'More draws never make the mean worse',
      'decreasing curve',
      all.map((row) => row.mean.toPrecision(4)).join(', '),
      all.every((row, i) => i === 0 || row.mean <= all[i - 1]!.mean + 1e-6),
    ),
    measured(
      'No sample goes below the optimum over all patterns',
      'Theorem 1',
      `least objective ${Math.min(...all.map((row) => row.min)).toPrecision(8)}, certified bound ${lower.toPrecision(8)}`,
      all.every((row) => row.min >= lower - 1e-7),
    ),
  ];
}

function tableOf(all: readonly Figure1Row[]): ExperimentResult['tables'][number] {
  return {
    caption: 'Objective over the repeats',
    columns: ['draws', 'distinct patterns', 'mean', 'least', 'greatest', 'mean gap', 'median s'],
    rows: all.map((row) => [
      String(row.draws),
      row.patterns.toFixed(1),
      row.mean.toPrecision(7),
      row.min.toPrecision(7),
      row.max.toPrecision(7),
      percentOf(row.gap),
      row.seconds.toFixed(2),
    ]),
  };
}

function percentOf(share: number): string {
  // The optimum is known up to its certified gap, so a mean may come out below it by rounding.
  return `${(100 * share).toFixed(3).replace(/^-(?=[0.]+$)/, '')} %`;
}
