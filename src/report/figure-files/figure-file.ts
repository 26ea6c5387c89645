import { textWidth } from '../figures/fit-text.js';
import { h } from '../markup.js';
import { inside, type ReportFigure } from './figures-in.js';
import { fileStyle } from './file-style.js';

/** Width of drawings that fill whatever they stand in, and room around a drawing for what reaches beyond it. */
const fullWidth = 860;
const room = { left: 20, right: 24, top: 16, bottom: 8 };
/** Of drawings whose labels stand left of them. */
const labelRoom = 76;
const entry = { sample: 32, gap: 22, line: 24, fontSize: 13 };

/** A figure as an SVG file: the drawing on white in the report's light colours, its legend below, nothing fetched. */
export function figureFile({ title, drawing, legend }: ReportFigure): string {
  const { width, height, viewBox, look } = measured(drawing);
  const left = look === 'curves' ? labelRoom : room.left;
  const total = left + width + room.right;
  const lines = legendLines(legend, total - left);
  const legendTop = room.top + height + 18;
  const all = legendTop + lines.length * entry.line + room.bottom;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${all}" viewBox="0 0 ${total} ${all}">`,
    h('title', {}, title).source,
    `<style>${fileStyle()}</style>`,
    `<rect width="${total}" height="${all}" fill="#ffffff"/>`,
    `<svg class="${look}" x="${left}" y="${room.top}" width="${width}" height="${height}"${viewBox} overflow="visible">`,
    inside(drawing),
    '</svg>',
    ...lines.flatMap((line, k) =>
      line.map(({ x, sample, text }) => {
        const y = legendTop + k * entry.line;
        return `<g transform="translate(${left + x},${y})">${sample}<text x="${entry.sample}" y="13">${text}</text></g>`;
      }),
    ),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

/** Size of a drawing: that of its view box, or its height and all the width there is. */
function measured(drawing: string) {
  const start = drawing.slice(0, drawing.indexOf('>'));
  const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(start)?.[1];
  const look = attribute('class') ?? '';
  const box = attribute('viewBox');
  if (box === undefined) {
    return { width: fullWidth, height: Math.ceil(Number(attribute('height'))), viewBox: '', look };
  }
  const [, , width, height] = box.split(' ').map(Number);
  return { width: width!, height: Math.ceil(height!), viewBox: ` viewBox="${box}"`, look };
}

interface Placed {
  readonly x: number;
  readonly sample: string;
  readonly text: string;
}

/** The entries from left to right, on as many lines as they take. */
function legendLines(legend: ReportFigure['legend'], width: number): Placed[][] {
  const lines: Placed[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const { sample, text } of legend) {
    const wide = entry.sample + entry.fontSize * textWidth(text) + entry.gap;
    if (x + wide > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)!.push({ x, sample, text });
    x += wide;
  }
  return lines;
}
