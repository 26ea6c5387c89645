import type uPlot from 'uplot';
import { short } from '#relucent/report/numbers.js';
import type { Figure } from './figure.js';

/** uPlot's options for a figure, in the colours of the style sheet; `onCursor` hears where the pointer is. */
export function plotOptions(
  { lines, across }: Figure,
  logarithmic: boolean,
  style: CSSStyleDeclaration,
  onCursor: (index: number | null) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('muted'),
    grid: { stroke: colour('rule'), width: 1 },
    ticks: { stroke: colour('rule'), width: 1 },
    font: `12px ${style.fontFamily}`,
    labelFont: `12px ${style.fontFamily}`,
    labelSize: 18,
  };
  // Of a logarithmic axis uPlot leaves some labels out, by giving null for them.
  const values = (_: unknown, splits: readonly (number | null)[]) =>
    splits.map((value) => (value === null ? '' : short(value)));
  return {
    scales: { x: { time: false }, y: logarithmic ? { distr: 3, range: rounded } : {} },
    axes: [
      { ...axis, label: across, values },
      { ...axis, label: `objective${logarithmic ? ' (logarithmic)' : ''}`, size: 72, values },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: line.strong ? 2 : 1,
        alpha: line.strong ? 1 : 0.4,
        ...(line.dashed ? { dash: [7, 4] } : {}),
        // A single point would be invisible as a line.
        points: { show: line.x.length === 1 },
      })),
    ],
    legend: { show: false },
    cursor: { y: false, points: { show: false } },
    hooks: { setCursor: [({ cursor: { idx } }) => onCursor(idx ?? null)] },
  };
}

/** To one digit below and above, where uPlot would show whole powers of ten. */
function rounded(_: uPlot, low: number, high: number): uPlot.Range.MinMax {
  const unit = (value: number) => 10 ** Math.floor(Math.log10(value));
  return [Math.floor(low / unit(low)) * unit(low), Math.ceil(high / unit(high)) * unit(high)];
}
