import { networkFromDocument, outputsOf } from '../../core/network.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import { type BoundaryInput, boundaryFigure, cross, disc, triangle } from '../figures/decision-boundary.js';
import { type LegendEntry, legend } from '../figures/image.js';
import { frameOf, planeOf } from '../figures/plane.js';
import { type RowFinding, rowFindings } from '../figures/row-findings.js';
import { fragment, h, type Markup } from '../markup.js';
import { finite, numeral } from '../numbers.js';
import type { SolverRuns } from '../runs.js';
import type { ReportView } from '../view.js';

/** Pictures in the report, and training rows in all of them together: they bound its size. */
const pictureLimit = 12;
const rowBudget = 4000;

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
    const picture = pictureOf(solver, { problem, plane, frame }, pointLimit);
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
  setting: Pick<BoundaryInput, 'problem' | 'plane' | 'frame'>,
  pointLimit: number,
): Markup | string {
  const { problem } = setting;
  try {
    const network = networkFromDocument(solver.best.network!, problem.train.x.cols);
    const outputs = outputsOf(network, problem.train.x.cols);
    if (outputs !== 1) return `it has ${outputs} outputs, not one`;
    const findings = rowFindings(network, problem, pointLimit);
    const input = { ...setting, id: `plane-${solver.index}`, label: solver.label, network, findings };
    return h('figure', {}, boundaryFigure(input), caption(solver, problem, findings));
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function caption({ label, best }: SolverRuns, problem: AnyProblem, findings: readonly RowFinding[]): Markup {
  const count = (status: RowFinding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  const found = isAdversarial(problem)
    ? `of ${findings.length} boxes ${count('robust')} proven right, ${count('vulnerable')} broken, ${count('undecided')} open`
    : `${count('vulnerable')} of ${findings.length} training rows on the wrong side`;
  return h(
    'figcaption',
    {},
    h('strong', {}, label),
    finite(best.objective) === undefined ? undefined : fragment(': objective ', numeral(best.objective)),
    `; ${found}.`,
  );
}

function introduction(problem: AnyProblem): string {
  const scaled = problem.summary.scaling ? ' The axes show the prepared (scaled) columns.' : '';
  const boxes = isAdversarial(problem)
    ? ' Each box is what the threat allows a row to become. It is proven right, broken by a point that was found (the cross), or open: then neither the quick proof nor the attack of this picture succeeded, and the certified accuracy, which searches longer, may say more.'
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
  const square = 'M7,2h12v12h-12z';
  const crossAt = h('path', { class: 'counterexample', d: `M13,8${cross(3)}` });
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
          { sample: h('path', { class: 'box robust', d: square }), text: 'proven right on the whole box' },
          { sample: h('path', { class: 'box undecided', d: square }), text: 'open' },
          {
            sample: h('g', {}, h('path', { class: 'box vulnerable', d: square }), crossAt),
            text: 'broken: wrong at the cross',
          },
          { sample: h('path', { class: 'worst', d: `M13,8${disc(2)}` }), text: 'worst corner of a box' },
        ]
      : []),
  ];
}

function leftOut(solvers: number, rows: number, pointLimit: number): Markup | undefined {
  const notes = [
    ...(solvers > pictureLimit ? [`Pictures of the first ${pictureLimit} of ${solvers} solvers.`] : []),
    ...(rows > pointLimit
      ? [`An even choice of ${pointLimit} of the ${rows} rows is drawn and counted.`]
      : []),
  ];
  return notes.length > 0 ? h('p', { class: 'note' }, notes.join(' ')) : undefined;
}
