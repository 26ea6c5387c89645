import { version } from '../../core/version.js';
import { h, type Markup } from '../../report/markup.js';
import { type Body, type Operation, operations } from './operations.js';

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
  h2 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 0.25rem }
  h2 b { color: #0a5; text-transform: uppercase }
  table { border-collapse: collapse; margin: 0.5rem 0 }
  th, td { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid #ddd }
  code { font-family: ui-monospace, monospace }
  @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } th, td { border-color: #444 } }
`;

/** The operations of the service as one page that fetches nothing. */
export function docsPage(): string {
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width' }),
      h('title', {}, 'Relucent: HTTP interface'),
      h('style', {}, { source: style }),
    ),
    h(
      'body',
      {},
      h('h1', {}, 'Relucent'),
      h(
        'p',
        {},
        `HTTP interface of version ${version}. For programs: `,
        h('a', { href: '/openapi.json' }, '/openapi.json'),
        ' (OpenAPI 3.1). Where the service asks for an API key, send it as ',
        h('code', {}, 'Authorization: Bearer rlc_...'),
        '. Errors are problem documents (RFC 9457).',
      ),
      ...operations.map(section),
    ),
  );
  return `<!doctype html>\n${page.source}\n`;
}

function section({
  method,
  path,
  id,
  summary,
  scope,
  parameters = [],
  body,
  answers,
  problems,
}: Operation): Markup {
  const rows = [
    ...parameters.map((one) => [one.in, one.name, `${one.description} ${JSON.stringify(one.schema)}`]),
    ...(body ? [['body', typeOf(body), '']] : []),
    ...Object.entries(answers).map(([status, { description, body: content }]) => [
      'answer',
      status,
      content ? `${description} ${typeOf(content)}` : description,
    ]),
    ...(problems.length > 0 ? [['problems', '', problems.join(', ')]] : []),
    ...(scope ? [['scope', scope, '']] : []),
  ];
  return h(
    'section',
    { id },
    h('h2', {}, h('b', {}, method), ` ${path}`),
    h('div', {}, summary),
    h(
      'table',
      {},
      ...rows.map(([what, name, text]) =>
        h('tr', {}, h('th', {}, what!), h('td', {}, h('code', {}, name!)), h('td', {}, text!)),
      ),
    ),
  );
}

function typeOf(body: Body): string {
  if ('type' in body) return body.type;
  if (typeof body.json === 'string') return body.json.replace('.json', '');
  const choices = body.json['oneOf'] as { $ref: string }[] | undefined;
  return choices ? choices.map(({ $ref }) => $ref.replace('.json', '')).join(' or ') : 'JSON';
}
