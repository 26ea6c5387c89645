import { coordinate, h, type Markup } from '../markup.js';
import { image } from './image.js';
import { valueScale } from './value-scale.js';

/** Repeats at one setting. */
export interface SweepPoint {
  readonly at: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface SweepInput {
  readonly id: string;
  readonly title: string;
  /** Names of the axes. */
  readonly across: string;
  readonly up: string;
  readonly points: readonly SweepPoint[];
}

const plot = { width: 560, height: 240 };
const gutter = { left: 70, right: 16, top: 26, bottom: 44 };

/** Means with bars from least to greatest over a setting that doubles from point to point; both axes logarithmic. */
export function sweepFigure({ id, title, across, up, points }: SweepInput): Markup {
  const x = valueScale(
    points.map((point) => point.at),
    [gutter.left, gutter.left + plot.width],
    true,
  );
  const y = valueScale(
    points.flatMap((point) => [point.min, point.max]),
    [gutter.top + plot.height, gutter.top],
    true,
    5,
  );
  const bottom = gutter.top + plot.height;
  const description = points.map(({ at, mean }) => `${at}: ${mean.toPrecision(4)}`).join('; ');
  return image(
    { id, title, description },
    {
      class: 'plane sweep s0',
      viewBox: `0 0 ${gutter.left + plot.width + gutter.right} ${bottom + gutter.bottom}`,
    },
    h(
      'g',
      { class: 'axis' },
      y.ticks.map(({ value, label }) => [
        h('line', { x1: gutter.left, x2: gutter.left + plot.width, y1: y.at(value), y2: y.at(value) }),
        h('text', { x: gutter.left - 8, y: y.at(value) + 4, 'text-anchor': 'end' }, label),
      ]),
      points.map(({ at }) => h('text', { x: x.at(at), y: bottom + 18, 'text-anchor': 'middle' }, String(at))),
      h('text', { x: 0, y: 12, class: 'name' }, `${up}${y.logarithmic ? ' (logarithmic)' : ''}`),
      h('text', { x: '100%', y: bottom + 38, 'text-anchor': 'end', class: 'name' }, `${across} →`),
    ),
    points.map(({ at, min, max }) => {
      const [px, low, high] = [coordinate(x.at(at)), coordinate(y.at(min)), coordinate(y.at(max))];
      return h('path', { class: 'level', d: `M${px},${low}V${high}` });
    }),
    h('path', {
      class: 'curve best',
      d: `M${points.map(({ at, mean }) => `${coordinate(x.at(at))},${coordinate(y.at(mean))}`).join('L')}`,
    }),
  );
}
