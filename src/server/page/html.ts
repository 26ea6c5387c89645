import { createHash } from 'node:crypto';
import { h } from '../../report/markup.js';
import { importMap, modulePaths } from './libraries.js';

const icon =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>" +
  "<path d='M1 11H8L15 3' fill='none' stroke='%230a7ea4' stroke-width='2.4'/></svg>";

/** The one HTML document of the page; its modules draw the rest. */
function pageMarkup() {
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', {}, 'Relucent'),
      { source: `<link rel="icon" href="${icon}">` },
      ...['report.css', 'library/uplot.css', 'web/page.css'].map((file) => ({
        source: `<link rel="stylesheet" href="/assets/${file}">`,
      })),
      h('script', { type: 'importmap' }, { source: importMap }),
      // Modules name each other; all of them are asked for at once rather than one level after the other.
      modulePaths.map((path) => ({ source: `<link rel="modulepreload" href="${path}">` })),
      h('script', { type: 'module', src: '/assets/web/main.js' }),
    ),
    h('body', {}, h('div', { id: 'page' }), h('noscript', {}, 'This page needs JavaScript.')),
  );
}

export const pageHtml = `<!doctype html>\n${pageMarkup().source}\n`;

const hash = createHash('sha256').update(importMap).digest('base64');

/** Scripts, styles and requests from this server alone; the import map is the only script inside the document. */
export const pagePolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${hash}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
