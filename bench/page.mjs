// How soon the page is there, and how smooth it stays with a long run: events arrive as a log is replayed, then the
// finished run is drawn.
//   node bench/page.mjs [points]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startService } from '../dist/server/start.js';

const points = Number(process.argv[2] ?? 10_000);
const id = 'long';
const started = Date.now() - 1000 * points;
const value = (k) => 10 * Math.exp((-5 * k) / points) + 0.01 * Math.sin(k);
const job = (status) => ({
  id,
  kind: 'spec',
  name: 'long run',
  status,
  createdAt: new Date(started).toISOString(),
  startedAt: new Date(started).toISOString(),
  progress: {},
  links: {},
});
const events = Array.from({ length: points }, (_, k) => {
  const at = new Date(started + 1000 * k).toISOString();
  const data = { phase: 'train', iteration: k, objective: value(k), lower: 0.01, at };
  return `id: ${k + 1}\nevent: progress\ndata: ${JSON.stringify(data)}\n\n`;
}).join('');
const result = {
  relucent: 1,
  status: 'solved',
  reason: 'made up',
  solver: { name: 'gd-std' },
  objective: value(points),
  bounds: { scope: 'none', how: 'none' },
  history: Array.from({ length: points }, (_, k) => ({ iteration: k, seconds: k, objective: value(k) })),
  timing: { total: 1 },
  provenance: {},
};

const dataDir = mkdtempSync(join(tmpdir(), 'relucent-bench-'));
const quiet = { info() {}, warn() {}, error: console.error };
const service = await startService({ host: '127.0.0.1', port: 0, dataDir, logger: quiet });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
let status = 'running';
await page.route(`**/v1/jobs/${id}**`, (route) => {
  const path = new URL(route.request().url()).pathname;
  if (path.endsWith('/events')) return route.fulfill({ contentType: 'text/event-stream', body: events });
  if (path.endsWith('/result')) return route.fulfill({ json: result });
  if (path.endsWith('/report')) return route.fulfill({ contentType: 'text/html', body: '<main></main>' });
  return route.fulfill({ json: job(status) });
});

/** Opens the job and reports the longest time that the page did not answer, in ms. */
async function longestBlock(ready) {
  await page.goto('about:blank');
  await page.goto(`${service.url}/#/jobs/${id}`);
  await page.getByRole('img', { name: ready }).waitFor();
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => {
          resolve(Math.round(Math.max(...list.getEntries().map(({ duration }) => duration))));
        }).observe({ type: 'longtask', buffered: true });
        setTimeout(() => resolve(0), 1000);
      }),
  );
}

/** Milliseconds from one frame to the next while the pointer moves over the chart: median and longest. */
async function framesUnderPointer() {
  const box = await page.locator('.plot').boundingBox();
  const frames = page.evaluate(
    () =>
      new Promise((resolve) => {
        const gaps = [];
        let last = performance.now();
        const tick = (now) => {
          gaps.push(now - last);
          last = now;
          if (gaps.length < 60) requestAnimationFrame(tick);
          else resolve(gaps.slice(1).sort((a, b) => a - b));
        };
        requestAnimationFrame(tick);
      }),
  );
  for (let k = 0; k < 60; k++) await page.mouse.move(box.x + 80 + 15 * k, box.y + 100);
  const gaps = await frames;
  return { median: Math.round(gaps[30]), longest: Math.round(gaps.at(-1)) };
}

/** Milliseconds from the request to the first paint and to the list of jobs, in a browser that has nothing of the page. */
async function firstView() {
  const { page: fresh, close } = await visitor();
  await fresh.goto(service.url);
  await fresh.getByRole('list', { name: /Jobs/ }).waitFor();
  const measured = await fresh.evaluate(() => ({
    paint: Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime),
    list: Math.round(performance.now()),
    files: performance.getEntriesByType('resource').length,
    bytes: performance.getEntriesByType('resource').reduce((sum, { transferSize }) => sum + transferSize, 0),
  }));
  await close();
  return measured;
}

async function visitor() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  return { page: await context.newPage(), close: () => context.close() };
}

/** The median of a few visits: the first one warms the server up. */
async function medianView() {
  const visits = [];
  for (let k = 0; k < 6; k++) visits.push(await firstView());
  return visits.slice(1).sort((a, b) => a.list - b.list)[2];
}

const spec = {
  relucent: 1,
  name: 'small',
  data: { source: 'generator', name: 'two-moons', n: 20, bias: true },
};
for (let k = 0; k < 20; k++) {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${service.url}/v1/jobs`, { method: 'POST', headers, body: JSON.stringify(spec) });
}
for (let running = true; running; ) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { jobs } = await (await fetch(`${service.url}/v1/jobs`)).json();
  running = jobs.some((one) => one.finishedAt === undefined);
}

const view = await medianView();
const live = await longestBlock(/objective from/);
status = 'succeeded';
const finished = await longestBlock(/gd-std from/);
const frameMs = await framesUnderPointer();
const measured = { firstViewMs: view, points, longestTaskMs: { live, finished }, frameMs };
writeFileSync(new URL('results/page.json', import.meta.url), `${JSON.stringify(measured, undefined, 2)}\n`);
console.log(measured);
await browser.close();
await service.close();
rmSync(dataDir, { recursive: true, force: true });
