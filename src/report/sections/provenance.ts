import type { DataSummary } from '../../core/generated/documents.js';
import { type Child, h, type Markup } from '../markup.js';
import { finite, numeral, seconds, short } from '../numbers.js';
import { pairs, table } from '../table.js';
import type { ReportView } from '../view.js';

/** Columns named one by one; more are counted. */
const columnLimit = 12;

/** What the numbers rest on: versions, seeds, hashes, how labels and columns were mapped, how the solver was chosen. */
export function provenanceSection({ result }: ReportView): Markup {
  const { provenance, timing } = result;
  const rows: [string, Child][] = [
    ['Relucent', provenance.relucent],
    ['Node.js', provenance.node],
    ...(provenance.tensorBackend === undefined
      ? []
      : [['Tensor backend', provenance.tensorBackend] as const]),
    ['Seed', numeral(provenance.seed, String)],
    ['SHA-256 of the spec', h('code', {}, provenance.specSha256)],
    ['SHA-256 of the prepared data', h('code', {}, provenance.dataSha256)],
    ...(provenance.data ? dataRows(provenance.data) : []),
    ...(finite(timing.total) === undefined
      ? []
      : [['Seconds in total', numeral(timing.total, seconds)] as const]),
  ].map(([name, value]) => [name as string, value as Child]);
  return h(
    'section',
    {},
    h('h2', {}, 'Provenance'),
    pairs('What the numbers rest on', rows),
    routing(result.provenance),
  );
}

function dataRows({ train, test, columns, classes, categories, scaling }: DataSummary): [string, Child][] {
  const rows: [string, Child][] = [
    ['Rows', `${numberOf(train)} training, ${numberOf(test)} test`],
    ['Columns', listed(columns)],
  ];
  if (classes) {
    rows.push(['Classes', classes.map(({ label, value }) => `${label} → ${numberOf(value)}`).join(', ')]);
  }
  for (const [column, texts] of Object.entries(categories ?? {})) {
    rows.push([`Categories of ${column}`, listed(texts.map((text, i) => `${text} → ${i}`))]);
  }
  if (scaling) {
    const terms = columns
      .slice(0, scaling.offset.length)
      .map(
        (column, c) =>
          `${column}: (value − ${numberOf(scaling.offset[c])}) / ${numberOf(scaling.divisor[c])}`,
      )
      .filter((_, c) => scaling.offset[c] !== 0 || scaling.divisor[c] !== 1);
    rows.push(['Scaling', listed(terms)]);
  }
  return rows;
}

function routing({ routing }: ReportView['result']['provenance']): Markup | undefined {
  if (!routing) return undefined;
  return h(
    'div',
    {},
    h('p', {}, `The solver was chosen automatically: ${routing.chosen}. ${routing.why}`),
    table(
      'What every solver answered',
      [{ header: 'Solver' }, { header: 'Supported' }, { header: 'Reason', prose: true }],
      routing.answers.map(({ name, supported, reason }) => [name, supported ? 'yes' : 'no', reason]),
    ),
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - columnLimit;
  return more > 0 ? `${names.slice(0, columnLimit).join(', ')} and ${more} more` : names.join(', ');
}

function numberOf(value: unknown): string {
  const number = finite(value);
  return number === undefined ? '–' : short(number);
}
