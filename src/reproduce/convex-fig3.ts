import { landscapeFigure } from '../report/figures/landscape.js';
import { type Landscape, landscape, largestDifference } from '../report/landscape.js';
import { boxDifferences, boxSettings, fitPointsAndBoxes } from './boxes-in-the-plane.js';
import { type Experiment, measured, notMeasured } from './experiment.js';
import { baiEtAl } from './papers.js';
import type { Trained } from './train.js';

const halfWidth = 0.3;
/** The paper's grid has no printed size; this one has 33 points across the box. */
const side = 121;
const agreement = 1e-6;

/** The convex and the nonconvex loss around training rows: equal on the box of the threat. */
export const convexFigure3: Experiment = {
  name: 'convex-fig3',
  title: 'Loss landscapes around the training rows',
  source: `${baiEtAl}, Fig. 3`,

  async run(context) {
    const { standard, robust } = await fitPointsAndBoxes(context);
    const threat = robust.problem;
    const ofRobust = landscapesOf(robust, threat);
    const ofStandard = landscapesOf(standard, threat);
    const claim = 'Inside the box the convex and the nonconvex loss of the robust network agree';
    const beyond = 'Outside the box they differ';
    const differences = ofRobust?.map(largestDifference);
    const inside = Math.max(...(differences ?? []).map((one) => one.inside));
    const differing = (differences ?? []).filter((one) => one.outside > agreement).length;
    // The row where the two losses part most outside the box shows the most.
    const shown = indexOfLargest((differences ?? []).map((one) => one.outside));
    const picture = (id: string, label: string, landscapes: readonly Landscape[] | undefined) =>
      landscapes
        ? [
            {
              caption: `${label}, training row ${shown + 1}: network minus convex loss; the dashed square is the box.`,
              drawing: landscapeFigure({
                id,
                label,
                names: [threat.summary.columns[0]!, threat.summary.columns[1]!],
                landscape: landscapes[shown]!,
              }),
            },
          ]
        : [];
    return {
      settings: { ...boxSettings, 'half width': halfWidth, grid: `${side} x ${side}` },
      differences: boxDifferences,
      claims: differences
        ? [
            measured(
              claim,
              'difference 0',
              `at most ${inside.toExponential(1)} over all ${differences.length} rows`,
              inside <= agreement,
            ),
            measured(
              beyond,
              'difference not 0',
              `around ${differing} of ${differences.length} rows, by up to ${differences[shown]!.outside.toPrecision(3)}`,
              differing > 0,
            ),
          ]
        : [
            notMeasured(claim, 'difference 0', robust.result.reason),
            notMeasured(beyond, 'difference not 0', robust.result.reason),
          ],
      tables: [
        {
          caption: 'Largest difference over all training rows',
          columns: ['network', 'inside the box', 'outside it'],
          rows: [
            differenceRow('Algorithm 2 (robust)', ofRobust),
            differenceRow('Algorithm 1 (standard)', ofStandard),
          ],
        },
      ],
      figures: [
        ...picture('landscape-robust', 'Algorithm 2', ofRobust),
        ...picture('landscape-standard', 'Algorithm 1', ofStandard),
      ],
    };
  },
};

/** The landscape around every training row in the plane of the two data columns. */
function landscapesOf({ network }: Trained, problem: Trained['problem']): readonly Landscape[] | undefined {
  return (
    network &&
    Array.from({ length: problem.train.x.rows }, (_, row) =>
      landscape(network, problem, { row, columns: [0, 1], halfWidth, side }),
    )
  );
}

function differenceRow(name: string, landscapes: readonly Landscape[] | undefined): string[] {
  if (!landscapes) return [name, '–', '–'];
  const differences = landscapes.map(largestDifference);
  const most = (of: 'inside' | 'outside') =>
    differences.reduce((largest, one) => Math.max(largest, one[of]), 0).toExponential(2);
  return [name, most('inside'), most('outside')];
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}
