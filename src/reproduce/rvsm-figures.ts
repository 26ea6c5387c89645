import { createRandom } from '../core/random.js';
import { angle, unit } from '../nonconvex/patches/angle.js';
import { graphFigure } from '../report/figures/graph.js';
import { spreadOf } from '../report/spread.js';
import { type Experiment, type ExperimentContext, measured } from './experiment.js';
import { dinhXin } from './papers.js';
import { envelopes, type FigurePart, narrowStep, penalties, thresholdMaps, wideStep } from './rvsm-maps.js';
import { type PenaltyName, penaltyNames, setting } from './rvsm-published.js';
import { type FilterRun, runFilter } from './rvsm-runs.js';

/** Threshold maps, Moreau envelopes, angles of thresholded unit vectors and descent of the augmented Lagrangian. */
export const rvsmFigures: Experiment = {
  name: 'rvsm-figures',
  title: 'Threshold maps, envelopes and descent of relaxed variable splitting',
  source: `${dinhXin}, Figs. 4 to 7`,

  async run(context) {
    const repeats = context.repeats ?? (context.quick ? 5 : 50);
    const draws = context.quick ? 200 : 1000;
    const parts = [thresholdMaps(), envelopes(), angles(draws), await descent(repeats, context)];
    return {
      settings: {
        ...setting,
        'step of Fig. 4': wideStep,
        'step of Figs. 5 and 6': narrowStep,
        'draws of Fig. 6': draws,
        'seeds of Fig. 7': repeats,
      },
      differences: [
        'The shape a of the transformed l1 penalty is not printed for Figs. 4 to 6: 2 below and 1 above the critical step in Fig. 4, 1 in the others.',
        'The caption of Fig. 4 calls the second map half thresholding; the text and the method have hard thresholding, which is drawn here, at sqrt(2 step).',
        'Curves are compared by what is said about them: their numbers are not printed.',
        ...(context.quick
          ? [`Quick form: ${draws} draws in place of 1000, ${repeats} seeds in place of 50.`]
          : []),
      ],
      claims: parts.flatMap(({ claims }) => claims),
      tables: parts.flatMap(({ tables }) => tables),
      figures: parts.flatMap(({ figures }) => figures),
    };
  },
};

const show = (value: number) => value.toPrecision(3);

/** Fig. 6: the angle between a unit vector and what thresholding leaves of it. */
function angles(draws: number): FigurePart {
  const rows = [10, 20, 50].map((d) => {
    const random = createRandom(d, 'unit vectors');
    const vectors = Array.from({ length: draws }, () =>
      unit(Float64Array.from({ length: d }, () => random.normal())),
    );
    const found = penaltyNames.map((name) => {
      const turned = vectors.map((x) => angle(x, penalties[name].prox(x, narrowStep).y));
      const left = turned.filter((each) => !Number.isNaN(each));
      return {
        turned,
        left: left.length > 0 ? spreadOf(left) : undefined,
        emptied: turned.length - left.length,
      };
    });
    // An all-zero result has no angle; it is further away than any.
    const at = (i: number, k: number) =>
      Number.isNaN(found[i]!.turned[k]!) ? Math.PI : found[i]!.turned[k]!;
    const ordered = vectors.every((_, k) => at(2, k) <= at(1, k) && at(1, k) <= at(0, k));
    return { d, found, ordered };
  });
  return {
    claims: [
      measured(
        'l1 turns a vector least, then tl1, then l0, in every draw',
        'Fig. 6',
        rows.map(({ d, ordered }) => `d = ${d}: ${ordered ? 'always' : 'not always'}`).join(', '),
        rows.every(({ ordered }) => ordered),
      ),
    ],
    tables: [
      {
        caption:
          'Fig. 6: angle between a random unit vector and its thresholded form, mean (standard deviation) where that is not 0',
        columns: ['d', ...penaltyNames, 'l0 leaves nothing'],
        rows: rows.map(({ d, found }) => [
          String(d),
          ...found.map(({ left }) => (left ? `${show(left.mean)} (${left.sd.toPrecision(2)})` : '–')),
          `${((100 * found[0]!.emptied) / draws).toFixed(1)} %`,
        ]),
      },
    ],
    figures: [],
  };
}

/** Fig. 7: L_beta by iteration at d = 30. */
async function descent(repeats: number, context: ExperimentContext): Promise<FigurePart> {
  const runs: Record<PenaltyName, FilterRun[]> = { l0: [], tl1: [], l1: [] };
  for (const [i, name] of penaltyNames.entries()) {
    for (let seed = 0; seed < repeats; seed++) {
      const fraction = (i * repeats + seed) / (penaltyNames.length * repeats);
      runs[name].push(await runFilter(name, 30, seed, context, { phase: `descent, ${name}`, fraction }));
    }
  }
  const all = penaltyNames.flatMap((name) => runs[name]);
  const rises = all.map(({ lagrangians }) =>
    lagrangians.reduce((most, { y }, i) => (i === 0 ? 0 : Math.max(most, y - lagrangians[i - 1]!.y)), 0),
  );
  const largest = Math.max(...rises);
  const cell = (values: readonly number[]) => {
    const { mean, sd } = spreadOf(values);
    return `${show(mean)} (${sd.toPrecision(2)})`;
  };
  return {
    claims: [
      measured(
        'L_beta(u, w) never increases',
        'Fig. 7, Corollary 1.1',
        `largest rise between evaluations in ${all.length} runs: ${show(largest)}`,
        largest < 1e-13,
      ),
    ],
    tables: [
      {
        caption: 'Fig. 7: L_beta at the start and at the limit, d = 30, mean (standard deviation)',
        columns: ['penalty', 'start', 'limit'],
        rows: penaltyNames.map((name) => [
          name,
          cell(runs[name].map(({ lagrangians }) => lagrangians[0]!.y)),
          cell(runs[name].map(({ lagrangians }) => lagrangians.at(-1)!.y)),
        ]),
      },
    ],
    figures: [
      {
        caption: 'Fig. 7: the augmented Lagrangian of one run per penalty, from the same start.',
        drawing: graphFigure({
          id: 'descent',
          title: 'Augmented Lagrangian by iteration',
          across: 'iterations',
          up: 'L_beta(u, w)',
          logarithmic: true,
          curves: penaltyNames.map((label) => ({ label, pieces: [runs[label][0]!.lagrangians] })),
        }),
      },
    ],
  };
}
