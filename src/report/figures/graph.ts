import { coordinate, fragment, h, type Markup } from '../markup.js';
import { seriesClass } from './curves.js';
import { image, legend } from './image.js';
import type { Point } from './thin.js';
import { type ValueScale, valueScale } from './value-scale.js';

/** One curve of a graph, in pieces: it jumps between one piece and the next. */
export interface GraphCurve {
  readonly label: string;
  readonly pieces: readonly (readonly Point[])[];
}

export interface GraphInput {
  /** Unique in the report. */
  readonly id: string;
  readonly title: string;
  /** Names of the axes. */
  readonly across: string;
  readonly up: string;
  readonly curves: readonly GraphCurve[];
  /** A logarithmic vertical axis, where all values are positive. */
  readonly logarithmic?: boolean;
}

const plot = { width: 320, height: 200 };
const gutter = { left: 56, right: 16, top: 26, bottom: 44 };
const bottom = gutter.top + plot.height;

/** Size of a graph's drawing, without its legend. */
export const graphSize = {
  width: gutter.left + plot.width + gutter.right,
  height: gutter.top + plot.height + gutter.bottom,
};

/** Curves of functions of one number over common axes, with a legend. There must be one point at least. */
export function graphFigure(input: GraphInput): Markup {
  const entries = input.curves.map(({ label }, series) => ({
    sample: h('path', { class: `curve best ${seriesClass(series)}`, d: 'M1,8H25' }),
    text: label,
  }));
  return fragment(graphDrawing(input), legend(entries));
}

/** The graph as an SVG by itself. */
export function graphDrawing(input: GraphInput): Markup {
  const { id, title, curves } = input;
  const points = curves.flatMap(({ pieces }) => pieces.flat());
  const across = points.map((point) => point.x);
  const x = valueScale(across, [gutter.left, gutter.left + plot.width], false);
  const y = valueScale(points.map((point) => point.y), [bottom, gutter.top], input.logarithmic ?? false, 5); // biome-ignore format: one axis a line
  return image(
    { id, title, description: describe(curves) },
    { class: 'plane', viewBox: `0 0 ${graphSize.width} ${graphSize.height}` },
    axes(x, y, input),
    curves.map(({ pieces }, series) =>
      h('path', {
        class: `curve best ${seriesClass(series)}`,
        d: pieces.map((piece) => line(piece, x, y)).join(''),
      }),
    ),
  );
}

function line(points: readonly Point[], x: ValueScale, y: ValueScale): string {
  return `M${points.map((point) => `${coordinate(x.at(point.x))},${coordinate(y.at(point.y))}`).join('L')}`;
}

function axes(x: ValueScale, y: ValueScale, { across, up }: GraphInput): Markup {
  return h(
    'g',
    { class: 'axis' },
    y.ticks.map(({ value, label }) => [
      h('line', { x1: gutter.left, x2: gutter.left + plot.width, y1: y.at(value), y2: y.at(value) }),
      h('text', { x: gutter.left - 8, y: y.at(value) + 4, 'text-anchor': 'end' }, label),
    ]),
    x.ticks.map(({ value, label }) => [
      h('line', { x1: x.at(value), x2: x.at(value), y1: bottom, y2: bottom + 4 }),
      h('text', { x: x.at(value), y: bottom + 18, 'text-anchor': 'middle' }, label),
    ]),
    h('text', { x: 0, y: 12, class: 'name' }, `${up}${y.logarithmic ? ' (logarithmic)' : ''}`),
    h('text', { x: '100%', y: bottom + 38, 'text-anchor': 'end', class: 'name' }, `${across} →`),
  );
}

function describe(curves: readonly GraphCurve[]): string {
  const ends = curves.map(({ label, pieces }) => {
    const points = pieces.flat();
    const show = ({ x, y }: Point) => `${y.toPrecision(3)} at ${x.toPrecision(3)}`;
    return `${label}: ${show(points[0]!)}, ${show(points.at(-1)!)}`;
  });
  return ends.join('; ');
}
