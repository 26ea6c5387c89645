import type { NetworkDocument } from '../../core/generated/documents.js';
import { row } from '../../core/matrix.js';
import { inputGradients, type Network, networkFromDocument, outputsOf, predict } from '../../core/network.js';
import { type AnyProblem, isAdversarial, isOutputwise, type Problem } from '../../core/problem.js';
import { landscapeFigure } from '../figures/landscape.js';
import { type Landscape, landscape, largestDifference, type Slice } from '../landscape.js';
import { h, type Markup } from '../markup.js';
import { significant } from '../numbers.js';
import type { ReportView } from '../view.js';

/** Pictures in the report, and points along each side of one. */
const pictureLimit = 6;
const side = 61;

/**
 * Network minus linear loss of each solver's best network around one training row, in two columns: for the hinge loss
 * under a threat, with one output; else nothing.
 */
export function landscapeSection({ solvers, problem }: ReportView): Markup | undefined {
  if (!problem || !isAdversarial(problem) || !isHinge(problem) || problem.train.y.cols !== 1)
    return undefined;
  const networks = solvers.flatMap(({ label, index, best }) => {
    const network = best.network && orNothing(() => singleOutput(best.network!, problem));
    return network ? [{ label, index, network }] : [];
  });
  const slice = networks[0] && hardestSlice(networks[0].network, problem);
  if (!slice) return undefined;
  const names = slice.columns.map((column) => problem.summary.columns[column] ?? `column ${column + 1}`);
  const pictures = networks.slice(0, pictureLimit).flatMap(({ label, index, network }) => {
    const id = `landscape-${index}`;
    return orNothing(() => pictureOf(id, label, names, landscape(network, problem, slice))) ?? [];
  });
  if (pictures.length === 0) return undefined;
  return h(
    'section',
    {},
    h('h2', {}, 'Loss landscape'),
    h('p', {}, introduction(slice, names)),
    h('div', { class: 'multiples' }, pictures),
  );
}

function pictureOf(id: string, label: string, names: readonly string[], seen: Landscape): Markup {
  const { inside, outside } = largestDifference(seen);
  const found = `the two differ by at most ${significant(inside)} in the box, ${significant(outside)} outside it`;
  return h(
    'figure',
    {},
    landscapeFigure({ id, label, names: [names[0]!, names[1]!], landscape: seen }),
    h('figcaption', {}, h('strong', {}, label), `: ${found}.`),
  );
}

function singleOutput(document: NetworkDocument, { train }: Problem): Network | undefined {
  const network = networkFromDocument(document, train.x.cols);
  return outputsOf(network, train.x.cols) === 1 ? network : undefined;
}

/** Networks that do not fit the data, or are not finite, have no picture. */
function orNothing<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function introduction({ row }: Slice, names: readonly string[]): string {
  return `Training row ${row + 1}, the hardest of the first network, moved by δ in ${names.join(' and ')}: the loss of the network minus the loss that it would have if no neuron changed its activity, which is what the convex program sees. The dashed square is the threat. Blank: both agree; they must on the whole square where every neuron is stable on it.`;
}

function isHinge(problem: AnyProblem): problem is Problem {
  return isOutputwise(problem) && problem.loss.name === 'hinge';
}

/** The row with the least margin, and the two columns of the threat to which the network answers most there. */
function hardestSlice(network: Network, { train, radii }: Problem): Slice | undefined {
  const margins = predict(network, train.x).data.map((f, k) => f * train.y.data[k]!);
  const hardest = margins.reduce((best, margin, k) => (margin < margins[best]! ? k : best), 0);
  const point = row(train.x, hardest);
  const slope = inputGradients(
    network,
    { rows: 1, cols: point.length, data: point },
    { rows: 1, cols: 1, data: Float64Array.of(1) },
  ).data;
  const reach = (column: number) => Math.abs(slope[column]!) * radii[column]!;
  const [first, second] = Array.from(radii.keys())
    .filter((column) => radii[column]! > 0)
    .sort((one, other) => reach(other) - reach(one));
  if (first === undefined || second === undefined) return undefined;
  const columns = [Math.min(first, second), Math.max(first, second)] as const;
  return { row: hardest, columns, halfWidth: 3 * Math.max(radii[first]!, radii[second]!), side };
}
