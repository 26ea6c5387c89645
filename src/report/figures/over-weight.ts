import { coordinate, fragment, h, type Markup } from '../markup.js';
import { seriesClass } from './curves.js';
import { image, legend } from './image.js';
import type { Point } from './thin.js';
import { valueScale } from './value-scale.js';

/** One quantity of one solver over the weights of a path. */
export interface WeightLine {
  readonly label: string;
  /** Which solver: decides the colour. */
  readonly series: number;
  /** A bound or a second part of the data: drawn dashed. */
  readonly dashed: boolean;
  /** x: weight, y: value; by weight. */
  readonly points: readonly Point[];
}

export interface OverWeightInput {
  readonly id: string;
  readonly title: string;
  /** Name of the vertical axis. */
  readonly up: string;
  readonly logarithmic: boolean;
  /** One at least, each with a point at least. */
  readonly lines: readonly WeightLine[];
}

const plot = { width: 560, height: 220 };
const gutter = { left: 70, right: 16, top: 26, bottom: 44 };

/** Lines over the weights of a path on a logarithmic axis, with a mark at every weight. */
export function overWeightFigure({ id, title, up, logarithmic, lines }: OverWeightInput): Markup {
  const all = lines.flatMap(({ points }) => points);
  const right = gutter.left + plot.width;
  const bottom = gutter.top + plot.height;
  const x = valueScale(
    all.map((point) => point.x),
    [gutter.left, right],
    true,
    6,
  );
  const y = valueScale(
    all.map((point) => point.y),
    [bottom, gutter.top],
    logarithmic,
    5,
  );
  const place = (point: Point) => `${coordinate(x.at(point.x))},${coordinate(y.at(point.y))}`;
  const drawing = image(
    { id, title, description: describe(lines) },
    { class: 'plane sweep', viewBox: `0 0 ${right + gutter.right} ${bottom + gutter.bottom}` },
    h(
      'g',
      { class: 'axis' },
      y.ticks.map(({ value, label }) => [
        h('line', { x1: gutter.left, x2: right, y1: y.at(value), y2: y.at(value) }),
        h('text', { x: gutter.left - 8, y: y.at(value) + 4, 'text-anchor': 'end' }, label),
      ]),
      x.ticks.map(({ value, label }) =>
        h('text', { x: x.at(value), y: bottom + 18, 'text-anchor': 'middle' }, label),
      ),
      h('text', { x: 0, y: 12, class: 'name' }, `${up}${y.logarithmic ? ' (logarithmic)' : ''}`),
      h('text', { x: right, y: bottom + 38, 'text-anchor': 'end', class: 'name' }, 'weight (logarithmic) →'),
    ),
    lines.map(({ points, ...look }) => [
      h('path', { class: lookOf(look), d: `M${points.map(place).join('L')}` }),
      points.map((point) =>
        h('circle', {
          class: `mark ${seriesClass(look.series)}`,
          cx: x.at(point.x),
          cy: y.at(point.y),
          r: 2.5,
        }),
      ),
    ]),
  );
  return fragment(
    drawing,
    legend(
      lines.map((line) => ({ sample: h('path', { class: lookOf(line), d: 'M1,8H25' }), text: line.label })),
    ),
  );
}

function lookOf({ series, dashed }: Pick<WeightLine, 'series' | 'dashed'>): string {
  return `curve best ${seriesClass(series)}${dashed ? ' dashed' : ''}`;
}

function describe(lines: readonly WeightLine[]): string {
  return lines
    .map(({ label, points }) => {
      const [first, last] = [points[0]!, points.at(-1)!];
      return `${label}: ${first.y.toPrecision(4)} at weight ${first.x}, ${last.y.toPrecision(4)} at weight ${last.x}`;
    })
    .join('; ');
}
