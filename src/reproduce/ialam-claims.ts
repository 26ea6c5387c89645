import { graphFigure } from '../report/figures/graph.js';
import { thin } from '../report/figures/thin.js';
import {
  type ExperimentFigure,
  type ExperimentTable,
  measured,
  notMeasured,
  type PublishedClaim,
} from './experiment.js';
import type { Missing, Reached } from './ialam-runs.js';

/** What is printed in the paper beside its claims. */
export const curves = 'curves without numbers';

/** That IALAM, the first of all, ends with a lower training error than each other. */
export function lowerErrorClaims(name: string, all: readonly (Reached | Missing)[]): PublishedClaim[] {
  const [ialam, ...others] = all;
  return others.map((other) => {
    const claim = `${name}: IALAM ends with a lower training error than ${other.label}`;
    const failed = [ialam!, other].find((one) => 'missing' in one);
    if (failed && 'missing' in failed)
      return notMeasured(claim, curves, `${failed.label}: ${failed.missing}`);
    const [ours, theirs] = [(ialam as Reached).trainError, (other as Reached).trainError];
    return measured(claim, curves, `${ours.toPrecision(3)} against ${theirs.toPrecision(3)}`, ours < theirs);
  });
}

/** One row per method. */
export function tableOf(caption: string, all: readonly Reached[]): ExperimentTable {
  const share = (value: number | undefined) => value?.toFixed(3) ?? '–';
  return {
    caption,
    columns: [
      'method',
      'TrainErr',
      'train acc',
      'TestErr',
      'test acc',
      'columns zero',
      '<= 1e-3',
      'FeasVi',
      'sweeps, epochs',
      'chosen',
    ],
    rows: all.map((one) => [
      one.label,
      one.trainError.toPrecision(3),
      share(one.accuracy),
      one.testError.toPrecision(3),
      share(one.testAccuracy),
      share(one.zeroColumns),
      share(one.smallColumns),
      one.feasVi?.toExponential(1) ?? '–',
      String(one.iterations),
      Object.entries(one.chosen)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ]),
  };
}

/** The objective of every method over time. */
export function figureOf(id: string, name: string, all: readonly Reached[]): ExperimentFigure[] {
  const points = ({ history }: Reached) =>
    history.flatMap(({ seconds, objective }) =>
      objective !== undefined && Number.isFinite(objective) ? [{ x: seconds, y: objective }] : [],
    );
  const drawn = all.map((one) => ({ label: one.label, pieces: [thin(points(one), 400)] }));
  if (drawn.length === 0) return [];
  return [
    {
      caption: `${name}: training error plus group lasso against seconds.`,
      drawing: graphFigure({
        id,
        title: `Training objective, ${name}`,
        across: 'seconds',
        up: 'objective',
        logarithmic: true,
        curves: drawn.filter(({ pieces }) => pieces[0]!.length > 0),
      }),
    },
  ];
}
