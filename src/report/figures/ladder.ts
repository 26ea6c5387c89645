import type { Rung } from '../../core/generated/documents.js';
import { type Child, fragment, h, type Markup } from '../markup.js';
import { finite, significant } from '../numbers.js';
import { type Bracket, kindWords } from '../rungs.js';
import { fitText } from './fit-text.js';
import { image, type LegendEntry, legend } from './image.js';
import { spansDecades, type ValueScale, valueScale } from './value-scale.js';

/** Heights in pixels; across, everything is in percent, so that the figure fits any screen and its text keeps its size. */
const rowHeight = 46;
const top = 6;
const axisHeight = 44;
/** Room for a rung's label in em, beside its kind and its value: on a telephone and on a wide screen. */
const labelWidth = { narrow: 14, wide: 45 };

/**
 * The ladder: one line per rung, lowest value first, all on one horizontal axis. A triangle upwards is a lower bound,
 * a triangle downwards an upper bound, a disc the objective of a network; a whisker spans the repeats, a hollow disc is
 * the same network under attack. `rungs` are sorted by value; there must be one at least.
 */
export function ladderFigure(rungs: readonly Rung[], optimum: Bracket | undefined): Markup {
  const values = rungs.flatMap(spannedValues);
  const scale = valueScale(values, [3, 97], spansDecades(values));
  const height = top + rungs.length * rowHeight + axisHeight;
  const drawing = image(
    { id: 'ladder', title: 'The ladder of bounds', description: describe(rungs, optimum) },
    { class: 'ladder', height },
    optimum && bandOf(optimum, scale, rungs.length),
    axis(scale, rungs.length),
    rungs.map((rung, i) => rungRow(rung, scale, top + i * rowHeight)),
  );
  return fragment(drawing, legend(legendOf(rungs, optimum)));
}

/** All values a rung's line shows: its own, those of the whisker, the attacked one. */
function spannedValues(rung: Rung): number[] {
  return [rung.value, rung.repeats?.min, rung.repeats?.mean, rung.repeats?.max, rung.attacked]
    .map(finite)
    .filter((value) => value !== undefined);
}

function rungRow(rung: Rung, scale: ValueScale, y: number): Markup {
  const track = y + 30;
  return h(
    'g',
    { class: `rung ${rung.kind}` },
    h('title', {}, `${rung.label}, ${kindWords[rung.kind]}: ${rung.value}`),
    labelText(rung, y + 15),
    h('text', { x: '100%', y: y + 15, class: 'value' }, significant(rung.value)),
    h('line', { class: 'track', x1: 0, x2: '100%', y1: track, y2: track }),
    attack(rung, scale, track),
    whisker(rung, scale, track),
    placed(scale.at(rung.value), track, marker(rung.kind)),
  );
}

/** The rung's label and kind; a label too long for a telephone is written twice, and the style sheet shows one. */
function labelText({ label, kind }: Rung, y: number): Markup[] {
  const text = (shown: string, screen?: string) =>
    h('text', { x: 0, y, class: screen }, shown, h('tspan', { class: 'muted', dx: 8 }, kindWords[kind]));
  const [narrow, wide] = [fitText(label, labelWidth.narrow), fitText(label, labelWidth.wide)];
  return narrow === wide ? [text(wide)] : [text(wide, 'wide'), text(narrow, 'narrow')];
}

/** Least to greatest over the repeats, with a tick at the mean. */
function whisker(rung: Rung, scale: ValueScale, y: number): Markup | undefined {
  const [min, max, mean] = [rung.repeats?.min, rung.repeats?.max, rung.repeats?.mean].map(finite);
  if (min === undefined || max === undefined || min === max) return undefined;
  const tick = (value: number, half: number) => upright(scale.at(value), y - half, y + half);
  return h(
    'g',
    { class: 'whisker' },
    h('line', { x1: share(scale.at(min)), x2: share(scale.at(max)), y1: y, y2: y }),
    [tick(min, 4), tick(max, 4), mean === undefined ? undefined : tick(mean, 7)],
  );
}

function attack(rung: Rung, scale: ValueScale, y: number): Markup | undefined {
  const attacked = finite(rung.attacked);
  if (attacked === undefined) return undefined;
  const [from, to] = [scale.at(attacked), scale.at(rung.value)];
  return fragment(
    h('line', { class: 'joint', x1: share(from), x2: share(to), y1: y, y2: y }),
    placed(from, y, hollow),
  );
}

function bandOf({ lower, upper }: Bracket, scale: ValueScale, rows: number): Markup {
  const [from, to] = [scale.at(lower.value), scale.at(upper.value)];
  return h('rect', {
    class: 'optimum',
    x: share(from),
    width: share(to - from),
    y: 0,
    height: top + rows * rowHeight,
  });
}

function axis(scale: ValueScale, rows: number): Markup {
  const bottom = top + rows * rowHeight;
  return h(
    'g',
    { class: 'axis' },
    scale.ticks.map(({ value, label }) => [
      upright(scale.at(value), 0, bottom),
      h('text', { x: share(scale.at(value)), y: bottom + 16, 'text-anchor': 'middle' }, label),
    ]),
    h(
      'text',
      { x: '100%', y: bottom + 36, 'text-anchor': 'end', class: 'name' },
      `objective${scale.logarithmic ? ' (logarithmic)' : ''} →`,
    ),
  );
}

function marker(kind: Rung['kind']): Markup {
  if (kind === 'reached') return h('circle', { class: 'marker', r: 6 });
  const d = kind === 'lower' ? 'M0,-7 L7,6 L-7,6 Z' : 'M0,7 L7,-6 L-7,-6 Z';
  return h('path', { class: 'marker', d });
}

const hollow = h('circle', { class: 'hollow', r: 5 });

/** A drawing in pixels around a point whose x is a share of the width. */
function placed(x: number, y: number, drawing: Child): Markup {
  return h('svg', { x: share(x), y, width: 1, height: 1, overflow: 'visible' }, drawing);
}

function upright(x: number, y1: number, y2: number): Markup {
  return h('line', { x1: share(x), x2: share(x), y1, y2 });
}

function share(value: number): string {
  return `${value.toFixed(3)}%`;
}

function describe(rungs: readonly Rung[], optimum: Bracket | undefined): string {
  const list = rungs.map((rung) => `${rung.label}, ${kindWords[rung.kind]}, ${significant(rung.value)}`);
  const proven = optimum
    ? ` The optimum lies between ${significant(optimum.lower.value)} and ${significant(optimum.upper.value)}.`
    : '';
  return `From lowest to highest: ${list.join('; ')}.${proven}`;
}

function legendOf(rungs: readonly Rung[], optimum: Bracket | undefined): LegendEntry[] {
  const centred = (drawing: Child) => h('svg', { x: 13, y: 8, overflow: 'visible' }, drawing);
  const kinds = (['lower', 'upper', 'reached'] as const).filter((kind) => rungs.some((r) => r.kind === kind));
  const entries: (LegendEntry | false)[] = [
    ...kinds.map((kind) => ({
      sample: h('g', { class: `rung ${kind}` }, centred(marker(kind))),
      text: kind === 'reached' ? 'reached by a network' : kindWords[kind],
    })),
    rungs.some((rung) => finite(rung.attacked) !== undefined) && {
      sample: h('g', { class: 'rung reached' }, centred(hollow)),
      text: 'the same network under attack',
    },
    rungs.some((rung) => rung.repeats && rung.repeats.min < rung.repeats.max) && {
      sample: h('g', { class: 'rung whisker' }, h('path', { d: 'M2,8H24M2,4V12M24,4V12M11,1V15' })),
      text: 'least, mean and greatest over the repeats',
    },
    optimum !== undefined && {
      sample: h('rect', { class: 'optimum', x: 4, y: 0, width: 18, height: 16 }),
      text: 'where the optimum must lie',
    },
  ];
  return entries.filter((entry) => entry !== false);
}
