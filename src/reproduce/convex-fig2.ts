import { worstCase } from '../certify/worst-case.js';
import type { Network } from '../core/network.js';
import type { Problem } from '../core/problem.js';
import { boundaryFigure, rightAtCorners } from '../report/figures/decision-boundary.js';
import { frameOf, planeOf } from '../report/figures/plane.js';
import { boxDifferences, boxSettings, fitPointsAndBoxes } from './boxes-in-the-plane.js';
import {
  type Experiment,
  type ExperimentFigure,
  type ExperimentResult,
  measured,
  notMeasured,
  type PublishedClaim,
} from './experiment.js';
import { baiEtAl } from './papers.js';
import type { Trained } from './train.js';

/** Algorithm 1 fits points, Algorithm 2 fits boxes. */
export const convexFigure2: Experiment = {
  name: 'convex-fig2',
  title: 'Decision boundaries: points and boxes',
  source: `${baiEtAl}, Fig. 2`,

  async run(context) {
    const { standard, robust } = await fitPointsAndBoxes(context);
    const boxes = robust.problem;
    const points: Problem = { ...boxes, radii: boxes.radii.map(() => 0) };
    return {
      settings: boxSettings,
      differences: boxDifferences,
      claims: [
        fitted('Algorithm 1 fits every point', 'all', standard, points, (share) => share === 1),
        fitted('Algorithm 1 does not fit the boxes', 'crosses boxes', standard, boxes, (share) => share < 1),
        fitted('Algorithm 2 fits every box', 'all', robust, boxes, (share) => share === 1),
      ],
      tables: [tableOf({ standard, robust }, points, boxes)],
      figures: [
        ...figureOf('Algorithm 1', 'standard', standard, boxes),
        ...figureOf('Algorithm 2', 'robust', robust, boxes),
      ],
    };
  },
};

/** Share of training rows that are right everywhere in their box, proven; without a radius, right on the row. */
function fittedShare(network: Network, problem: Problem): number {
  return worstCase(network, problem.train, problem).certified / problem.train.x.rows;
}

function fitted(
  claim: string,
  published: string,
  { network, result }: Trained,
  problem: Problem,
  holds: (share: number) => boolean,
): PublishedClaim {
  if (!network) return notMeasured(claim, published, result.reason);
  const share = fittedShare(network, problem);
  return measured(claim, published, `${percent(share)} fitted`, holds(share));
}

function tableOf(
  { standard, robust }: { readonly standard: Trained; readonly robust: Trained },
  points: Problem,
  boxes: Problem,
): ExperimentResult['tables'][number] {
  const row = (name: string, { network, result }: Trained) => {
    const details = result.solver.details ?? {};
    return [
      name,
      result.objective?.toPrecision(4) ?? '–',
      result.bounds.lower?.toPrecision(4) ?? '–',
      `${details['patternsUsed'] ?? '–'} of ${details['distinctPatterns'] ?? '–'}`,
      network ? String(network.output.length) : '–',
      network ? percent(fittedShare(network, points)) : '–',
      network ? percent(fittedShare(network, boxes)) : '–',
    ];
  };
  return {
    caption: 'Both networks; a pattern is usable when some neuron can keep it on every box',
    columns: ['', 'objective', 'lower bound', 'usable patterns', 'neurons', 'points fitted', 'boxes fitted'],
    rows: [row('Algorithm 1 (standard)', standard), row('Algorithm 2 (robust)', robust)],
  };
}

function figureOf(
  label: string,
  id: string,
  { network }: Trained,
  problem: Problem,
): readonly ExperimentFigure[] {
  const plane = planeOf(problem);
  if (!network || !plane) return [];
  const right = rightAtCorners(network, problem);
  const frame = frameOf(problem, plane);
  const drawing = boundaryFigure({ id, label, network, problem, plane, frame, right, pointLimit: 1000 });
  const wrong = right.filter((one) => !one).length;
  return [{ caption: `${label}: ${wrong} of ${right.length} boxes wrong at a corner.`, drawing }];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
