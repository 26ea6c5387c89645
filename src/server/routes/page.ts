import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import { styleSheet } from '../../report/style.js';
import { readExamples } from '../page/examples.js';
import { pageHtml, pagePolicy } from '../page/html.js';
import { libraryFiles, sharedModules } from '../page/libraries.js';

const dist = fileURLToPath(new URL('../../', import.meta.url));
const plotStyle = fileURLToPath(import.meta.resolve('uplot/dist/uPlot.min.css'));

/** Browsers ask each time whether a file has changed: it does with every release. */
const freshness: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-cache');
  next();
};

/** GET / is the page, /assets/ what it is made of, /examples the bundled documents. */
export function page(): Router {
  const router = Router();
  router.use(['/assets', '/examples'], freshness);
  router.get('/', freshness, (_request, response) => {
    response.type('html').set('Content-Security-Policy', pagePolicy).send(pageHtml);
  });
  router.get('/examples', async (_request, response) => {
    response.json({ examples: await readExamples() });
  });
  router.get('/assets/report.css', (_request, response) => {
    response.type('css').send(styleSheet);
  });
  router.get('/assets/library/uplot.css', sendFile(plotStyle));
  for (const [path, file] of libraryFiles) router.get(path, sendFile(file));
  for (const path of sharedModules) router.get(`/assets/${path}`, sendFile(dist + path));
  router.use('/assets/web', express.static(`${dist}web`, { index: false, redirect: false }));
  return router;
}

function sendFile(path: string): RequestHandler {
  // A checkout may lie in a folder whose name begins with a dot.
  const options = { dotfiles: 'allow' } as const;
  // By its name, because some libraries end theirs in .mjs.
  const type = path.endsWith('.css') ? 'css' : 'js';
  return (_request, response, next) => {
    response.type(type).sendFile(path, options, next);
  };
}
