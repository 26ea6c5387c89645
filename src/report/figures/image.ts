import { type Attributes, type Child, h, type Markup } from '../markup.js';

export interface ImageText {
  /** Unique in the report. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see the figure needs to know. */
  readonly description: string;
}

/** An inline SVG with a name and a description for assistive technology. */
export function image(text: ImageText, attributes: Attributes, ...children: Child[]): Markup {
  const { id, title, description } = text;
  return h(
    'svg',
    { role: 'img', 'aria-labelledby': `${id}-title ${id}-desc`, ...attributes },
    h('title', { id: `${id}-title` }, title),
    h('desc', { id: `${id}-desc` }, description),
    ...children,
  );
}

/** One line of a legend: a small drawing and what it stands for. */
export interface LegendEntry {
  readonly sample: Markup;
  readonly text: Child;
}

/** A legend as a list under its figure; the samples are hidden from assistive technology. */
export function legend(entries: readonly LegendEntry[]): Markup {
  return h(
    'ul',
    { class: 'legend' },
    entries.map(({ sample, text }) =>
      h('li', {}, h('svg', { width: 26, height: 16, 'aria-hidden': 'true' }, sample), h('span', {}, text)),
    ),
  );
}
