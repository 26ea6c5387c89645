import { networkFromDocument, outputsOf } from '../../core/network.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import {
  type BoundaryInput,
  boundaryFigure,
  disc,
  rightAtCorners,
  triangle,
} from '../figures/decision-boundary.js';
import { type LegendEntry, legend } from '../figures/image.js';
import { frameOf, planeOf } from '../figures/plane.js';
import { fragment, h, type Markup } from '../markup.js';
import { finite, numeral } from '../numbers.js';
import type { SolverRuns } from '../runs.js';
import type { ReportView } from '../view.js';

/** Pictures in the report, and training rows in all of them together: they bound its size. */
const pictureLimit = 12;
const rowBudget = 8000;

/** The decision boundary of each solver's best network, for two classes of points in the plane; else nothing. */
export function planeSection({ solvers, problem }: ReportView): Markup | undefined {
  const plane = problem && planeOf(problem);
  if (!problem || !plane) return undefined;
  const withNetwork = solvers.filter((solver) => solver.best.network);
  if (withNetwork.length === 0) return undefined;
  const shown = withNetwork.slice(0, pictureLimit);
  const frame = frameOf(problem, plane);
  const pointLimit = Math.floor(rowBudget / shown.length);
  const pictures = shown.map((solver) => {
    const picture = pictureOf(solver, { problem, plane, frame, pointLimit });
    return typeof picture === 'string'
      ? h('figure', {}, h('figcaption', {}, h('strong', {}, solver.label), `: no picture, ${picture}.`))
      : picture;
  });
  return h(
    'section',
    {},
    h('h2', {}, 'Decision boundaries'),
    h('p', {}, introduction(problem)),
    legend(legendOf(problem)),
    h('div', { class: 'multiples' }, pictures),
    leftOut(withNetwork.length, problem.train.x.rows, pointLimit),
  );
}

/** The picture of a solver's best network, or the reason why there is none. */
function pictureOf(
  solver: SolverRuns,
  setting: Pick<BoundaryInput, 'problem' | 'plane' | 'frame' | 'pointLimit'>,
): Markup | string {
  const { problem } = setting;
  try {
    const network = networkFromDocument(solver.best.network!, problem.train.x.cols);
    const outputs = outputsOf(network, problem.train.x.cols);
    if (outputs !== 1) return `it has ${outputs} outputs, not one`;
    const right = rightAtCorners(network, problem);
    const input = { ...setting, id: `plane-${solver.index}`, label: solver.label, network, right };
    return h('figure', {}, boundaryFigure(input), caption(solver, problem, right));
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function caption({ label, best }: SolverRuns, problem: AnyProblem, right: readonly boolean[]): Markup {
  const wrong = right.length - right.filter(Boolean).length;
  const what = isAdversarial(problem) ? 'wrong at a corner of the box' : 'on the wrong side';
  return h(
    'figcaption',
    {},
    h('strong', {}, label),
    finite(best.objective) === undefined ? undefined : fragment(': objective ', numeral(best.objective)),
    `; ${wrong} of ${right.length} training rows ${what}.`,
  );
}

function introduction(problem: AnyProblem): string {
  const scaled = problem.summary.scaling ? ' The axes show the prepared (scaled) columns.' : '';
  const boxes = isAdversarial(problem)
    ? ' Each box is what the threat allows a row to become. Its colour looks at the corners alone: a box that is wrong at a corner is not robust, one that is right at all of them may still be crossed in between; the certified accuracy settles it.'
    : '';
  return `The best network of each solver on the training rows.${boxes}${scaled}`;
}

function legendOf(problem: AnyProblem): LegendEntry[] {
  const classes = problem.summary.classes;
  const name = (value: number) => {
    const label = classes?.find((known) => known.value === value)?.label;
    const sign = value === 1 ? '+1' : '−1';
    return label === undefined || Number(label) === value ? `class ${sign}` : `class ${sign} (${label})`;
  };
  const square = 'M6,2h12v12h-12z';
  return [
    {
      sample: h('path', { class: 'row plus-one', d: `M13,8${disc(4)}` }),
      text: `${name(1)}, on f > 0 where right`,
    },
    {
      sample: h('path', { class: 'row minus-one', d: `M13,8${triangle(4)}` }),
      text: `${name(-1)}, on f < 0 where right`,
    },
    { sample: h('path', { class: 'boundary', d: 'M1,8H25' }), text: 'boundary f = 0' },
    { sample: h('path', { class: 'margin', d: 'M1,8H25' }), text: 'margins f = ±1' },
    ...(isAdversarial(problem)
      ? [
          { sample: h('path', { class: 'box right', d: square }), text: 'box right at all corners' },
          { sample: h('path', { class: 'box wrong', d: square }), text: 'box wrong at a corner' },
        ]
      : []),
  ];
}

function leftOut(solvers: number, rows: number, pointLimit: number): Markup | undefined {
  const notes = [
    ...(solvers > pictureLimit ? [`Pictures of the first ${pictureLimit} of ${solvers} solvers.`] : []),
    ...(rows > pointLimit
      ? [`An even choice of ${pointLimit} of the ${rows} rows is drawn; the counts are over all.`]
      : []),
  ];
  return notes.length > 0 ? h('p', { class: 'note' }, notes.join(' ')) : undefined;
}
