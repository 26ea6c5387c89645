import { unescaped } from '../markup.js';

/** A figure of a report, as it stands in it. */
export interface ReportFigure {
  /** Unique in the report: ladder, curves, plane-0. */
  readonly name: string;
  readonly title: string;
  /** The drawing, an svg element. */
  readonly drawing: string;
  readonly legend: readonly { readonly sample: string; readonly text: string }[];
}

/**
 * The figures of a report that `renderReport` wrote, in their order. A figure's legend follows it; where none does, the
 * last one before it in its section is about all figures there.
 */
export function figuresIn(report: string): ReportFigure[] {
  const sections = report.split('<section').slice(1);
  return sections.flatMap((section) => {
    const starts = [...section.matchAll(/<svg role="img" aria-labelledby="([^" ]+)-title /g)];
    return starts.map(({ 1: name, index }, k): ReportFigure => {
      const drawing = elementAt(section, index, 'svg');
      const next = starts[k + 1]?.index ?? section.length;
      const after = section.slice(index + drawing.length, next);
      const legend = after.includes(legendStart) ? after : section.slice(0, starts[0]!.index);
      return {
        name: name!,
        title: unescaped(/<title[^>]*>([^<]*)/.exec(drawing)![1]!),
        drawing,
        legend: entries(legend),
      };
    });
  });
}

const legendStart = '<ul class="legend">';

function entries(html: string): ReportFigure['legend'] {
  const start = html.lastIndexOf(legendStart);
  if (start < 0) return [];
  const items = elementAt(html, start, 'ul').split('<li>').slice(1);
  return items.map((item) => {
    const sample = elementAt(item, 0, 'svg');
    const text = elementAt(item, sample.length, 'span').replace(/<[^>]*>/g, '');
    return { sample: inside(sample), text };
  });
}

/** The element that starts at a place, to its own end tag. */
function elementAt(html: string, start: number, tag: string): string {
  const tags = new RegExp(`<(/?)${tag}[ >]`, 'g');
  tags.lastIndex = start;
  let open = 0;
  for (let found = tags.exec(html); found; found = tags.exec(html)) {
    open += found[1] ? -1 : 1;
    if (open === 0) return html.slice(start, tags.lastIndex);
  }
  throw new RangeError(`<${tag}> has no end`);
}

/** The children of an element. */
export function inside(element: string): string {
  return element.slice(element.indexOf('>') + 1, element.lastIndexOf('</'));
}
