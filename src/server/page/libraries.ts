import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What the page's modules import by name, and the file each name stands for. Browsers take them as they are: nothing
 * is bundled, and nothing comes from elsewhere.
 */
const libraries = {
  preact: 'preact',
  'preact/hooks': 'preact/hooks',
  'preact/jsx-runtime': 'preact/jsx-runtime',
  uplot: 'uplot/dist/uPlot.esm.js',
  'eventsource-parser': 'eventsource-parser',
} as const;

/** Modules of the product that run in the browser too. They must import nothing but each other. */
export const sharedModules = [
  'report/figure-files/figures-in.js',
  'report/markup.js',
  'report/numbers.js',
  'report/runs.js',
  'report/spread.js',
  'report/summary.js',
] as const;

/** Where each library is served, and its file. */
export const libraryFiles: ReadonlyMap<string, string> = new Map(
  Object.entries(libraries).map(([name, specifier]) => [
    `/assets/library/${name}.js`,
    fileURLToPath(import.meta.resolve(specifier)),
  ]),
);

/** The import map: libraries by name, and `#relucent/` for the product's own modules, as in Node. */
export const importMap = JSON.stringify({
  imports: {
    ...Object.fromEntries(Object.keys(libraries).map((name) => [name, `/assets/library/${name}.js`])),
    '#relucent/': '/assets/',
  },
});

/** Addresses of all modules of the page: its libraries, what it shares with the product, and its own. */
export const modulePaths: readonly string[] = [
  ...libraryFiles.keys(),
  ...sharedModules.map((path) => `/assets/${path}`),
  ...readdirSync(new URL('../../web/', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => `/assets/web/${path.replaceAll(sep, '/')}`),
];
