import { coordinate, fragment, h, type Markup } from '../markup.js';
import { image, type LegendEntry, legend } from './image.js';
import { type Point, thin } from './thin.js';
import { type ValueScale, valueScale } from './value-scale.js';

/** One run's history: finite points in order. */
export interface Curve {
  /** Which solver: decides colour and dashes. */
  readonly series: number;
  /** Drawn strongly; the other repeats stand back. */
  readonly best: boolean;
  readonly points: readonly Point[];
}

/** A value that does not change over time: a bound, or the objective of a method without a history. */
export interface Level {
  readonly label: string;
  readonly value: number;
  /** CSS classes of a bound (kind and scope), or the series it belongs to. */
  readonly look: string | number;
}

export interface CurvesInput {
  readonly curves: readonly Curve[];
  readonly levels: readonly Level[];
  /** Label of each series, by its number. */
  readonly labels: ReadonlyMap<number, string>;
  readonly unit: 'seconds' | 'iterations';
}

const plot = { width: 1000, height: 280 };
const top = 26;
const axisHeight = 44;
/** Points drawn in all curves together: keeps a report of many long runs small. */
const pointBudget = 30_000;

/**
 * Objective over time or iterations, one line per run, the vertical axis logarithmic where all values are positive.
 * Levels are dashed horizontal lines. There must be one curve at least, and no curve may be empty.
 */
export function curvesFigure(input: CurvesInput): Markup {
  const { curves, levels, labels, unit } = input;
  const all = curves.flatMap((curve) => curve.points);
  const x = valueScale([0, ...all.map((point) => point.x)], [0, plot.width], false);
  const heights = [...all.map((point) => point.y), ...levels.map((level) => level.value)];
  const y = valueScale(heights, [plot.height, 0], true, 5);
  const perCurve = Math.max(20, Math.min(500, Math.floor(pointBudget / curves.length)));
  const ordered = curves.toSorted((one, other) => Number(one.best) - Number(other.best));
  const drawing = image(
    {
      id: 'curves',
      title: `Training objective by ${unit}`,
      description: describe(input),
    },
    { class: 'curves', height: top + plot.height + axisHeight },
    axes(x, y, unit),
    // Only the width of this inner drawing is stretched; strokes keep their width.
    h(
      'svg',
      {
        y: top,
        width: '100%',
        height: plot.height,
        viewBox: `0 0 ${plot.width} ${plot.height}`,
        preserveAspectRatio: 'none',
      },
      levels.map(({ value, look }) =>
        h('path', { class: `level ${lookClass(look)}`, d: `M0,${coordinate(y.at(value))}H${plot.width}` }),
      ),
      ordered.map((curve) =>
        h('path', {
          class: `curve ${seriesClass(curve.series)}${curve.best ? ' best' : ''}`,
          d: pathOf(thin(curve.points, perCurve), x, y),
        }),
      ),
    ),
  );
  return fragment(drawing, legend(legendOf(curves, levels, labels)));
}

/** Colour (eight of them) and dashes (one style for every eight solvers) of a series, as CSS classes. */
export function seriesClass(series: number): string {
  return `s${series % 8} d${Math.floor(series / 8) % 4}`;
}

function pathOf(points: readonly Point[], x: ValueScale, y: ValueScale): string {
  return points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${coordinate(x.at(point.x))},${coordinate(y.at(point.y))}`)
    .join('');
}

function axes(x: ValueScale, y: ValueScale, unit: string): Markup {
  const bottom = top + plot.height;
  const across = (value: number) => `${((100 * x.at(value)) / plot.width).toFixed(3)}%`;
  return h(
    'g',
    { class: 'axis' },
    h('text', { x: 0, y: 12, class: 'name' }, `objective${y.logarithmic ? ' (logarithmic)' : ''}`),
    y.ticks.map(({ value, label }) => [
      h('line', { x1: 0, x2: '100%', y1: top + y.at(value), y2: top + y.at(value) }),
      h('text', { x: -8, y: top + y.at(value) + 4, 'text-anchor': 'end' }, label),
    ]),
    x.ticks
      .filter(({ value }) => value >= 0)
      .map(({ value, label }) => [
        h('line', { x1: across(value), x2: across(value), y1: bottom, y2: bottom + 4 }),
        h('text', { x: across(value), y: bottom + 18, 'text-anchor': 'middle' }, label),
      ]),
    h('text', { x: '100%', y: bottom + 38, 'text-anchor': 'end', class: 'name' }, `${unit} →`),
  );
}

function lookClass(look: Level['look']): string {
  return typeof look === 'number' ? seriesClass(look) : look;
}

function legendOf(
  curves: readonly Curve[],
  levels: readonly Level[],
  labels: ReadonlyMap<number, string>,
): LegendEntry[] {
  const drawn = [...new Set(curves.map((curve) => curve.series))];
  return [
    ...drawn.map((series) => ({
      sample: h('path', { class: `curve best ${seriesClass(series)}`, d: 'M1,8H25' }),
      text: labels.get(series),
    })),
    ...levels.map(({ label, look }) => ({
      sample: h('path', { class: `level ${lookClass(look)}`, d: 'M1,8H25' }),
      text: label,
    })),
  ];
}

function describe({ curves, levels, labels }: CurvesInput): string {
  const ends = curves
    .filter((curve) => curve.best)
    .map(({ series, points }) => {
      const [first, last] = [points[0]!, points.at(-1)!];
      return `${labels.get(series)} goes from ${first.y.toPrecision(4)} to ${last.y.toPrecision(4)}`;
    });
  return [...ends, ...levels.map((level) => `level line: ${level.label}`)].join('; ');
}
