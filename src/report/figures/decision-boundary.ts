import { type ContourMultiPolygon, contours } from 'd3-contour';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { type Network, predict } from '../../core/network.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import { coordinate, h, type Markup } from '../markup.js';
import { fitText } from './fit-text.js';
import { image } from './image.js';
import { boxCorners, type Frame, gridRows, type Plane } from './plane.js';
import { type Point, straightened } from './straighten.js';

export interface BoundaryInput {
  /** Unique in the report. */
  readonly id: string;
  readonly label: string;
  readonly network: Network;
  readonly problem: AnyProblem;
  readonly plane: Plane;
  readonly frame: Frame;
  /** Per training row, whether the network is right on it: see {@link rightAtCorners}. */
  readonly right: readonly boolean[];
  /** Training rows drawn at most; of more, an even choice. */
  readonly pointLimit: number;
}

/** Grid points along each side on which f is evaluated. */
const side = 160;
const plotWidth = 280;
const gutter = { left: 36, right: 8, top: 22, bottom: 36 };

/**
 * A network in the plane: where f > 0 and f < 0, the boundary f = 0, the margins f = -1 and f = +1, the training rows
 * (disc: +1, triangle: -1) and, with a threat, their boxes. Throws a RangeError when f is not finite on the grid.
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
function marks({ right, problem, plane, pointLimit }: BoundaryInput, x: Scale, y: Scale): Markup[] {
  const { train, radii } = problem;
  const count = Math.min(train.x.rows, pointLimit);
  const drawn = Array.from({ length: count }, (_, i) => Math.floor((i * train.x.rows) / count));
  const value = (k: number, axis: 0 | 1) => train.x.data[k * train.x.cols + plane.columns[axis]]!;
  const at = (k: number) => `M${x(value(k, 0)).toFixed(1)},${y(value(k, 1)).toFixed(1)}`;
  const size = count > 600 ? 2 : 3;
  const shapes = { disc: disc(size), triangle: triangle(size) };
  const rows = (wanted: number, shape: string) =>
    drawn
      .filter((k) => train.y.data[k] === wanted)
      .map((k) => at(k) + shape)
      .join('');
  const box = (k: number) => {
    const [rx, ry] = plane.columns.map((c) => radii[c]!) as [number, number];
    const [left, upper] = [x(value(k, 0) - rx), y(value(k, 1) + ry)];
    const [width, height] = [x(rx) - x(-rx), y(-ry) - y(ry)];
    return `M${left.toFixed(1)},${upper.toFixed(1)}h${coordinate(width)}v${coordinate(height)}h${coordinate(-width)}z`;
  };
  const boxes = (wanted: boolean) =>
    drawn
      .filter((k) => right[k] === wanted)
      .map(box)
      .join('');
  return [
    ...(isAdversarial(problem)
      ? [
          h('path', { class: 'box right', d: boxes(true) }),
          h('path', { class: 'box wrong', d: boxes(false) }),
        ]
      : []),
    h('path', { class: 'row plus-one', d: rows(1, shapes.disc) }),
    h('path', { class: 'row minus-one', d: rows(-1, shapes.triangle) }),
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

function describe({ right, problem, label, plane }: BoundaryInput): string {
  const where = isAdversarial(problem) ? 'at every corner of the box of' : 'on';
  return `${label} in the plane of ${plane.names.join(' and ')}: right ${where} ${right.filter(Boolean).length} of ${problem.train.x.rows} training rows.`;
}
