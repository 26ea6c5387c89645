import type { ExtrapolationOptions, HistoryPoint } from '../core/generated/documents.js';
import { validate, validateDocument } from '../core/validation.js';
import { loadProblem } from '../data/load-problem.js';
import { drive } from '../nonconvex/driver.js';
import { extrapolation } from '../nonconvex/extrapolation/algorithm.js';
import { loadTensors } from '../nonconvex/tensors.js';
import { withData } from './data-folder.js';
import { type Experiment, type ExperimentContext, type ExperimentResult, measured } from './experiment.js';
import { aminiEtAl } from './papers.js';
import { codeWeight, digits, sparseAutoencoder } from './sparse-autoencoder.js';
import { Interrupted } from './train.js';

/** The weights, and the iterations that each may take; the first is the method without extrapolation. */
interface Size {
  readonly images: number;
  readonly slow: number;
  readonly fast: number;
}
const full: Size = { images: 400, slow: 480, fast: 240 };
const quick: Size = { images: 150, slow: 120, fast: 60 };
const weights = [0, 0.5, 0.9, 0.95] as const;

/** T after every iteration, from the start on. */
export type Trace = readonly number[];

/** How much faster extrapolation is: T along the iterations at mu = 1 for several weights. */
export const extrapolationWeight: Experiment = {
  name: 'extrapolation-weight',
  title: 'The weight of the extrapolation',
  source: `${aminiEtAl}, sparse autoencoder`,
  async run(given) {
    const context = withData(given, digits);
    const size = context.quick ? quick : full;
    const traces: Trace[] = [];
    for (const [i, weight] of weights.entries()) {
      context.report({ phase: `w = ${weight}`, fraction: i / weights.length });
      traces.push(
        await trace(weight, weight === 0 ? size.slow : size.fast, size, context.dataFolder, context),
      );
    }
    return resultOf(traces, size);
  },
};

/** The claims and tables of the traces of the four weights. */
export function resultOf(traces: readonly Trace[], { images, slow }: Size): ExperimentResult {
  const target = traces[0]!.at(-1)!;
  const needed = traces.map((trace) => reachedAt(trace, target));
  const marks = [0.25, 0.5, 0.75, 1].map((share) => Math.round((share * slow) / 2));
  const speedUp = slow / (needed[2] ?? Number.POSITIVE_INFINITY);
  return {
    settings: { images, mu: 1, weight: codeWeight, 'iterations without extrapolation': slow },
    differences: [
      `Published on whole data sets, here ${images} images in one full batch; the learning rates are not printed, steps are 1/L by backtracking.`,
      'The weight of the l1 norm is not printed: 0.05.',
      'mu stays at 1, so that T is one function.',
    ],
    claims: [
      measured(
        'Extrapolation with 0.9 needs several times fewer iterations (at least 4 times)',
        'SVHN: about 3500 without, 500 with, 7 times',
        needed[2] === undefined
          ? 'not reached'
          : `${slow} without, ${needed[2]} with, ${speedUp.toFixed(1)} times`,
        speedUp >= 4,
      ),
      measured(
        'A larger weight is better, up to 0.95',
        'the larger, the faster',
        weights.map((weight, i) => `w = ${weight}: ${needed[i] ?? 'not reached'}`).join(', '),
        needed.every((count, i) => i === 0 || (count ?? slow) <= (needed[i - 1] ?? slow)),
        'iterations to what w = 0 reaches in the end',
      ),
    ],
    tables: [
      {
        caption: 'T after so many iterations, and iterations to what w = 0 reaches in the end',
        columns: ['w', ...marks.map(String), 'iterations', 'times fewer'],
        rows: traces.map((trace, i) => [
          String(weights[i]),
          ...marks.map((k) => trace[k]?.toPrecision(4) ?? '–'),
          String(needed[i] ?? '–'),
          needed[i] === undefined ? '–' : (slow / needed[i]).toFixed(1),
        ]),
      },
    ],
    figures: [],
  };
}

/** The first iteration whose T is at most the target; undefined where there is none. */
function reachedAt(trace: Trace, target: number): number | undefined {
  const found = trace.findIndex((total) => total <= target);
  return found < 0 ? undefined : found;
}

async function trace(
  weight: number,
  iterations: number,
  { images }: Size,
  folder: string,
  { signal }: ExperimentContext,
): Promise<Trace> {
  const document = validateDocument({
    relucent: 1,
    ...sparseAutoencoder(images),
    regularizer: { type: 'code-l1', weight: codeWeight },
  });
  if (document.kind !== 'spec') throw new RangeError('expected a spec');
  const problem = await loadProblem(document.spec, { folder });
  const { tf } = await loadTensors();
  const options = validate<ExtrapolationOptions>('solvers/extrapolation.json', {
    extrapolation: weight,
    muMax: 1,
    muMin: 1,
    finalStages: 1,
    stageEpochs: iterations,
  });
  // T is looked at after every iteration; the objective, in float64, would cost more than they do.
  const algorithm = {
    ...extrapolation(tf, problem, options, () => ({})),
    iterationsPerEvaluation: 1,
    objective: () => [0],
  };
  const run = await drive(tf, algorithm, {
    iterations,
    unit: 'iterations',
    stop: () => null,
    signal,
    report: () => {},
  });
  if (signal.aborted) throw new Interrupted();
  return totalsOf(run.history);
}

function totalsOf(history: readonly HistoryPoint[]): Trace {
  return history.map(({ residuals }) => residuals!['T']!);
}
