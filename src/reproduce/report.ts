import { version } from '../core/version.js';
import { h, type Markup } from '../report/markup.js';
import { styleSheet } from '../report/style.js';
import { pairs, table } from '../report/table.js';
import type { Experiment, ExperimentResult, PublishedClaim } from './experiment.js';

/** The experiment as one HTML document: claims beside the printed ones, tables, figures; no scripts, nothing fetched. */
export function experimentReport(experiment: Experiment, result: ExperimentResult): string {
  const { title, source, name } = experiment;
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'none'; style-src 'unsafe-inline'",
      }),
      h('title', {}, `${title}, reproduced`),
      h('style', {}, { source: styleSheet }),
    ),
    h(
      'body',
      {},
      h('p', { class: 'kicker' }, `relucent reproduce ${name}, version ${version}`),
      h('h1', {}, title),
      h('p', { class: 'subtitle' }, source),
      h('main', {}, claimsSection(result.claims), resultsSection(result), settingsSection(result)),
    ),
  );
  return `<!doctype html>\n${page.source}\n`;
}

const looks: Readonly<Record<PublishedClaim['verdict'], string>> = {
  holds: 'kind reached',
  fails: 'kind upper',
  'not measured': 'kind',
};

function claimsSection(claims: readonly PublishedClaim[]): Markup {
  return h(
    'section',
    {},
    h('h2', {}, 'Claims'),
    table(
      'What was published, and what came out here',
      [
        { header: 'Claim' },
        { header: 'Verdict' },
        { header: 'Published', prose: true },
        { header: 'Ours', prose: true },
      ],
      claims.map(({ claim, verdict, published, ours, note }) => [
        claim,
        h('span', { class: looks[verdict] }, verdict),
        published,
        note ? [ours, ' (', note, ')'] : ours,
      ]),
    ),
  );
}

function resultsSection({ tables, figures }: ExperimentResult): Markup {
  return h(
    'section',
    {},
    h('h2', {}, 'Results'),
    h(
      'div',
      { class: figures.length > 1 ? 'multiples' : undefined },
      figures.map(({ caption, drawing }) => h('figure', {}, drawing, h('figcaption', {}, caption))),
    ),
    tables.map(({ caption, columns, rows }) =>
      table(
        caption,
        columns.map((header, c) => ({ header, numeric: c > 0 })),
        rows.map((row) => [...row]),
      ),
    ),
  );
}

function settingsSection({ settings, differences }: ExperimentResult): Markup {
  return h(
    'section',
    {},
    h('h2', {}, 'Setting'),
    h(
      'ul',
      {},
      differences.map((difference) => h('li', {}, difference)),
    ),
    pairs(
      'As it was run',
      Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
    ),
  );
}
