import type { Rung } from '../../core/generated/documents.js';
import { ladderFigure } from '../figures/ladder.js';
import { type Child, h, type Markup } from '../markup.js';
import { finite, meanAndSd, numeral, seconds } from '../numbers.js';
import { bracket, kindWords } from '../rungs.js';
import { type Column, table } from '../table.js';
import type { ReportView } from '../view.js';

/** The ladder as a figure and as a table. */
export function ladderSection({ rungs }: ReportView): Markup {
  if (rungs.length === 0) {
    return h(
      'section',
      {},
      h('h2', {}, 'The ladder'),
      h('p', {}, 'No run gave a bound or a network, so there is no ladder.'),
    );
  }
  return h(
    'section',
    {},
    h('h2', {}, 'The ladder'),
    h(
      'figure',
      {},
      ladderFigure(rungs, bracket(rungs)),
      h(
        'figcaption',
        {},
        'Every bound and every network reached, on one axis; lower is better for a network.',
      ),
    ),
    ladderTable(rungs),
  );
}

function ladderTable(rungs: readonly Rung[]): Markup {
  const repeated = rungs.some((rung) => rung.repeats);
  const attacked = rungs.some((rung) => finite(rung.attacked) !== undefined);
  const columns: Column[] = [
    { header: 'Rung' },
    { header: 'Kind' },
    { header: 'Value', numeric: true },
    ...(repeated ? [{ header: 'Mean ± sd over repeats', numeric: true }] : []),
    ...(attacked ? [{ header: 'Under attack', numeric: true }] : []),
    { header: 'Scope', prose: true },
    { header: 'Seconds', numeric: true },
  ];
  const rows = rungs.map((rung): Child[] => [
    rung.label,
    h('span', { class: `kind ${rung.kind}` }, kindWords[rung.kind]),
    numeral(rung.value),
    ...(repeated ? [rung.repeats ? meanAndSd(rung.repeats) : numeral(undefined)] : []),
    ...(attacked ? [numeral(rung.attacked)] : []),
    scopeWords(rung),
    numeral(rung.seconds, seconds),
  ]);
  return table('The ladder, lowest value first', columns, rows);
}

/** What a rung speaks about. */
function scopeWords({ kind, scope }: Rung): string {
  if (kind === 'reached') return 'a network that exists';
  const words = {
    global: 'the problem itself',
    'sampled-patterns': 'the program on the patterns used',
    none: 'no statement about the optimum',
  };
  return words[scope];
}
