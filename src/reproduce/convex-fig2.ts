import { outputRange } from '../certify/output-range.js';
import { worstOver } from '../core/losses/loss.js';
import { row } from '../core/matrix.js';
import { type Network, predict } from '../core/network.js';
import type { Problem } from '../core/problem.js';
import { asReluNetwork } from '../core/relu-network.js';
import { sparsityOf } from '../core/sparsity.js';
import { boundaryFigure, rightAtCorners } from '../report/figures/decision-boundary.js';
import { boxCorners, frameOf, planeOf } from '../report/figures/plane.js';
import { rowFindings } from '../report/figures/row-findings.js';
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
        claimed('Algorithm 1 fits every point', 'all', standard, (network) => {
          const share = provenShare(network, points);
          return { ours: `${percent(share)} of the points`, holds: share === 1 };
        }),
        claimed('Algorithm 1 does not fit the boxes', 'crosses boxes', standard, (network) => {
          const share = cornerShare(network, boxes);
          const wrong = rightAtCorners(network, boxes).filter((one) => !one).length;
          return {
            ours: `at most ${percent(share)} of the boxes; the boundary itself crosses ${wrong}`,
            holds: share < 1,
          };
        }),
        claimed('Algorithm 2 fits every box', 'all', robust, (network) => {
          const share = provenShare(network, boxes);
          return { ours: `${percent(share)} of the boxes, proven`, holds: share === 1 };
        }),
      ],
      tables: [tableOf({ standard, robust }, points, boxes)],
      figures: [
        ...figureOf('Algorithm 1', 'standard', standard, boxes),
        ...figureOf('Algorithm 2', 'robust', robust, boxes),
      ],
    };
  },
};

/** Hinge loss up to which a point or box counts as fitted. */
const fittedLoss = 1e-3;

/** Share of rows whose loss is proven to be about 0 everywhere in their box. */
function provenShare(network: Network, { train, radii, loss }: Problem): number {
  const fitted = Array.from(train.y.data).filter((y, k) => {
    const { low, high } = outputRange(asReluNetwork(network)!, row(train.x, k), radii);
    return worstOver(loss, low, high, y) <= fittedLoss;
  });
  return fitted.length / train.y.rows;
}

/** Share of rows whose loss is about 0 at all corners of their box: no smaller than the share fitted. */
function cornerShare(network: Network, { train, radii, loss }: Problem): number {
  const values = predict(network, boxCorners(train.x, radii)).data;
  const each = values.length / train.y.rows;
  const fitted = Array.from(train.y.data).filter((y, k) =>
    values.subarray(k * each, (k + 1) * each).every((f) => loss.value(f, y) <= fittedLoss),
  );
  return fitted.length / train.y.rows;
}

function claimed(
  claim: string,
  published: string,
  { network, result }: Trained,
  measure: (network: Network) => { readonly ours: string; readonly holds: boolean },
): PublishedClaim {
  if (!network) return notMeasured(claim, published, result.reason);
  const { ours, holds } = measure(network);
  return measured(claim, published, ours, holds);
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
      network ? String(sparsityOf(network).neurons) : '–',
      network ? percent(provenShare(network, points)) : '–',
      network ? percent(provenShare(network, boxes)) : '–',
      network ? percent(share(rightAtCorners(network, boxes))) : '–',
    ];
  };
  return {
    caption:
      'Both networks. Fitted: hinge loss at most 0.001, on boxes proven everywhere; right: at all corners. A pattern is usable when some neuron can keep it on every box.',
    columns: [
      '',
      'objective',
      'lower bound',
      'usable patterns',
      'neurons',
      'points fitted',
      'boxes fitted',
      'boxes right',
    ],
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
  const findings = rowFindings(network, problem, 1000);
  const frame = frameOf(problem, plane);
  const drawing = boundaryFigure({ id, label, network, problem, plane, frame, findings });
  const right = rightAtCorners(network, problem);
  const wrong = right.filter((one) => !one).length;
  return [
    {
      caption: `${label}: boundary (solid) and margins f = ±1 (dashed); a box is fitted when the margin does not enter it. ${wrong} of ${right.length} boxes are wrong at a corner.`,
      drawing,
    },
  ];
}

function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
