import { type ContourMultiPolygon, contours } from 'd3-contour';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { row } from '../../core/matrix.js';
import { type Network, predict } from '../../core/network.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import { coordinate, h, type Markup } from '../markup.js';
import { fitText } from './fit-text.js';
import { image } from './image.js';
import { boxCorners, type Frame, gridRows, type Plane } from './plane.js';
import type { RowFinding } from './row-findings.js';
import { type Point, straightened } from './straighten.js';

export interface BoundaryInput {
  /** Unique in the report. */
  readonly id: string;
  readonly label: string;
  readonly network: Network;
  readonly problem: AnyProblem;
  readonly plane: Plane;
  readonly frame: Frame;
  /** The training rows that are drawn, and what is known of their boxes. */
  readonly findings: readonly RowFinding[];
}

/** Grid points along each side on which f is evaluated. */
const side = 160;
const plotWidth = 280;
const gutter = { left: 36, right: 8, top: 22, bottom: 36 };

/**
 * A network in the plane: where f > 0 and f < 0, the boundary f = 0, the margins f = -1 and f = +1, the training rows
 * (disc: +1, triangle: -1) and, with a threat, their boxes: each with a dot at its worst corner, or a cross where the
 * network was found to be wrong. Throws a RangeError when f is not finite on the grid.
 */
export function boundaryFigure(input: BoundaryInput): Markup {
  const { id, label, network, problem, plane, frame } = input;
  const height = plotWidth * frame.aspect;
  const x = scaleLinear().domain(frame.across).range([0, plotWidth]);
  const y = scaleLinear().domain(frame.up).range([height, 0]);
  const level = levelPaths(network, problem, plane, frame);
  return image(
    { id, title: `Decision boundary of ${label}`, description: describe(input) },
    {
      class: 'plane',
      viewBox: `0 0 ${plotWidth + gutter.left + gutter.right} ${coordinate(height + gutter.top + gutter.bottom)}`,
    },
    h(
      'svg',
      { x: gutter.left, y: gutter.top, width: plotWidth, height },
      h('rect', { class: 'minus', width: plotWidth, height }),
      h('path', { class: 'plus', d: level(0) }),
      [-1, 1].map((value) => h('path', { class: 'margin', d: level(value) })),
      h('path', { class: 'boundary', d: level(0) }),
      marks(input, x, y),
    ),
    ticks(x, y, height, plane),
  );
}

/** For every training row, whether the network is right at all corners of its box (at the row itself without a threat). */
export function rightAtCorners(network: Network, { train, radii }: AnyProblem): boolean[] {
  const values = predict(network, boxCorners(train.x, radii)).data;
  const each = values.length / train.x.rows;
  return Array.from(train.y.data, (label, k) =>
    values.subarray(k * each, (k + 1) * each).every((f) => label * f > 0),
  );
}

/**
 * The path around {f >= level}, in pixels of the plot. Its closing stretch along the edge of the grid lies half a cell
 * outside the plot, so a stroke shows the level line alone.
 */
function levelPaths(
  network: Network,
  problem: AnyProblem,
  plane: Plane,
  frame: Frame,
): (level: number) => string {
  const values = predict(network, gridRows(frame, plane, problem.train.x.cols, side)).data;
  if (!values.every(Number.isFinite)) throw new RangeError('the network is not finite in the plane');
  const contour = contours().size([side, side]);
  const cells = Array.from(values);
  const across = plotWidth / (side - 1);
  const down = (plotWidth * frame.aspect) / (side - 1);
  return (level) => {
    const { coordinates }: ContourMultiPolygon = contour.contour(cells, level);
    const pixels = (ring: number[][]) =>
      ring.map(([i, j]): Point => [(i! - 0.5) * across, (j! - 0.5) * down]);
    const path = (ring: number[][]) =>
      `M${straightened(pixels(ring))
        .map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`)
        .join('L')}Z`;
    return coordinates.map((polygon) => polygon.map(path).join('')).join('');
  };
}

type Scale = ScaleLinear<number, number>;

/** Boxes and rows, one path per look: ten thousand elements would make a slow page. */
function marks({ findings, problem, plane }: BoundaryInput, x: Scale, y: Scale): Markup[] {
  const { train, radii } = problem;
  const [rx, ry] = plane.columns.map((c) => radii[c]!) as [number, number];
  const at = (point: Float64Array) =>
    `M${x(point[plane.columns[0]]!).toFixed(1)},${y(point[plane.columns[1]]!).toFixed(1)}`;
  const box = (point: Float64Array) => {
    const [left, upper] = [x(point[plane.columns[0]]! - rx), y(point[plane.columns[1]]! + ry)];
    const [width, height] = [x(rx) - x(-rx), y(-ry) - y(ry)];
    return `M${left.toFixed(1)},${upper.toFixed(1)}h${coordinate(width)}v${coordinate(height)}h${coordinate(-width)}z`;
  };
  const boxes = (status: RowFinding['status']) =>
    findings.flatMap((finding) => (finding.status === status ? [box(row(train.x, finding.row))] : []));
  const points = (wrong: boolean, shape: string) =>
    findings.flatMap(({ status, point }) => ((status === 'vulnerable') === wrong ? [at(point) + shape] : []));
  const size = findings.length > 600 ? 2 : 3;
  const rows = (label: number, shape: string) =>
    findings.flatMap((finding) =>
      train.y.data[finding.row] === label ? [at(row(train.x, finding.row)) + shape] : [],
    );
  const path = (look: string, d: readonly string[]) => h('path', { class: look, d: d.join('') });
  return [
    ...(isAdversarial(problem)
      ? [
          path('box robust', boxes('robust')),
          path('box undecided', boxes('undecided')),
          path('box vulnerable', boxes('vulnerable')),
          path('worst', points(false, disc(1.2))),
        ]
      : []),
    path('row plus-one', rows(1, disc(size))),
    path('row minus-one', rows(-1, triangle(size))),
    ...(isAdversarial(problem) ? [path('counterexample', points(true, cross(3)))] : []),
  ];
}

/** Relative path of a disc around the current point. */
export function disc(r: number): string {
  return `m${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
}

/** Relative path of an upright triangle around the current point. */
export function triangle(r: number): string {
  return `m0,${coordinate(-1.3 * r)}l${coordinate(1.2 * r)},${coordinate(2.2 * r)}h${coordinate(-2.4 * r)}z`;
}

/** Relative path of a diagonal cross around the current point. */
export function cross(r: number): string {
  return `m${-r},${-r}l${2 * r},${2 * r}m0,${-2 * r}l${-2 * r},${2 * r}`;
}

function ticks(x: Scale, y: Scale, height: number, plane: Plane): Markup {
  const bottom = gutter.top + height;
  return h(
    'g',
    { class: 'axis' },
    h('rect', { class: 'frame', x: gutter.left, y: gutter.top, width: plotWidth, height }),
    x
      .ticks(5)
      .map((tick) =>
        h(
          'text',
          { x: gutter.left + x(tick), y: bottom + 15, 'text-anchor': 'middle' },
          x.tickFormat(5)(tick),
        ),
      ),
    y
      .ticks(5)
      .map((tick) =>
        h(
          'text',
          { x: gutter.left - 5, y: gutter.top + y(tick) + 4, 'text-anchor': 'end' },
          y.tickFormat(5)(tick),
        ),
      ),
    h(
      'text',
      { x: gutter.left + plotWidth, y: bottom + 31, 'text-anchor': 'end', class: 'name' },
      `${fitText(plane.names[0], 20)} →`,
    ),
    h('text', { x: gutter.left, y: 14, class: 'name' }, `↑ ${fitText(plane.names[1], 20)}`),
  );
}

function describe({ findings, problem, label, plane }: BoundaryInput): string {
  const count = (status: RowFinding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  const found = isAdversarial(problem)
    ? `the boxes of ${count('robust')} of ${findings.length} training rows are proven right, ${count('vulnerable')} are broken, ${count('undecided')} are open`
    : `right on ${count('robust')} of ${findings.length} training rows`;
  return `${label} in the plane of ${plane.names.join(' and ')}: ${found}.`;
}
