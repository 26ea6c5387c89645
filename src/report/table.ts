import { type Child, h, type Markup } from './markup.js';

export interface Column {
  readonly header: Child;
  /** Set in tabular figures, to the right. */
  readonly numeric?: boolean;
  /** Holds sentences, and keeps room for them. */
  readonly prose?: boolean;
}

/** A table whose first column heads its rows; on a narrow screen it scrolls inside its own frame. */
export function table(caption: string, columns: readonly Column[], rows: readonly Child[][]): Markup {
  const kind = (c: number) => (columns[c]?.numeric ? 'number' : columns[c]?.prose ? 'prose' : undefined);
  const head = columns.map(({ header }, c) => h('th', { scope: 'col', class: kind(c) }, header));
  const body = rows.map((cells) =>
    h(
      'tr',
      {},
      cells.map((cell, c) =>
        c === 0 ? h('th', { scope: 'row', class: kind(c) }, cell) : h('td', { class: kind(c) }, cell),
      ),
    ),
  );
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
    h('table', {}, h('caption', {}, caption), h('thead', {}, h('tr', {}, head)), h('tbody', {}, body)),
  );
}

/** Names and values, one pair a row, without a header line. */
export function pairs(caption: string, rows: readonly (readonly [string, Child])[]): Markup {
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
    h(
      'table',
      { class: 'pairs' },
      h('caption', {}, caption),
      h(
        'tbody',
        {},
        rows.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))),
      ),
    ),
  );
}
