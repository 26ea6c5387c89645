import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '#relucent/server/configuration.js';
import { type RunningService, startService } from '#relucent/server/start.js';
import { sharedFile } from '../support/problems.js';
import { call, newDirectory } from './client.js';

const logged: string[] = [];
const log = (message: string) => void logged.push(message);
const dataDir = newDirectory();
let service: RunningService;
let route: string;

async function start(): Promise<void> {
  const logger = { info: log, warn: log, error: log };
  service = await startService({ host: '127.0.0.1', port: 0, dataDir, logger });
  route = `${service.url}/v1/plugins/regularizers`;
}

beforeAll(start);
afterAll(() => service.close());

const positive = (value: number) => ({ default: value, exclusiveMinimum: 0 });
const logSum = { name: 'log-sum', value: 'log(1 + abs(x) / a)', params: { a: positive(0.1) } };
const mcpLike = {
  name: 'mcp-like',
  value: 'abs(x) < knee ? abs(x) - x^2 / (2 * knee) : knee / 2',
  params: { knee: positive(0.3) },
};
const scadLike = {
  name: 'scad-like',
  value:
    'abs(x) <= b ? abs(x) : abs(x) <= a * b ? (2 * a * b * abs(x) - x^2 - b^2) / (2 * (a - 1) * b) : (a + 1) * b / 2',
  params: { b: positive(0.1), a: { default: 3.7, exclusiveMinimum: 1 } },
};

describe('a regularizer as an expression', () => {
  it.each([logSum, mcpLike, scadLike])('$name is checked and registered', async (definition) => {
    const { status, headers, body } = await call(route, 'POST', definition);
    expect([status, headers.get('location')]).toEqual([201, `/v1/plugins/regularizers/${definition.name}`]);
    expect(body).toMatchObject({
      name: definition.name,
      source: 'expression',
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      traits: { structure: 'entries', convex: false },
      check: { note: expect.stringContaining('not a proof') },
      definition: { prox: 'numeric', value: definition.value },
    });
    expect(body.check.rows.map((row: { name: string }) => row.name)).toContain('entries');
    expect((await call(route, 'POST', definition)).status).toBe(409);
    expect((await call(`${service.url}/v1/plugins`)).body.plugins).toContainEqual(
      expect.objectContaining({ name: definition.name, kind: 'regularizer', traits: body.traits }),
    );
    const figure = await fetch(`${route}/${definition.name}/figure`);
    expect(figure.headers.get('content-type')).toContain('image/svg+xml');
    expect((await figure.text()).match(/role="img"/g)).toHaveLength(3);
  });

  const wrong: [string, object, string][] = [
    ['wrong-l0', { value: 'x != 0 ? 1 : 0', prox: 'abs(x) > step ? x : 0' }, 'not-a-minimizer'],
    ['wrong-sign', { value: 'abs(x)', prox: '-sign(x) * max(0, abs(x) - step)' }, 'wrong-sign'],
    ['wrong-scale', { value: 'abs(x)', prox: 'sign(x) * max(0, abs(x) - 2 * step)' }, 'wrong-scale'],
    ['no-prox', { value: 'abs(x)', prox: 'x / (1 + step)' }, 'not-a-minimizer'],
    ['nan-at-zero', { value: 'abs(x)', prox: 'x / abs(x) * max(0, abs(x) - step)' }, 'prox-not-a-number'],
    ['negative', { value: '-abs(x)' }, 'negative-value'],
    ['not-convex', { value: 'log(1 + abs(x))', convex: true }, 'not-convex'],
    ['wrong-gradient', { value: 'x^2', gradient: 'x' }, 'wrong-gradient'],
  ];
  it.each(wrong)('%s is refused with a counterexample', async (name, definition, code) => {
    const { status, body } = await call(route, 'POST', { name, ...definition });
    expect([status, body.type, body.code]).toEqual([422, 'urn:relucent:problem:regularizer-refused', code]);
    expect(body.counterexample).toMatchObject({ x: expect.any(Array), params: {} });
    expect((await call(`${route}/${name}`)).status).toBe(404);
  });

  const unreadable: [string, object, string][] = [
    ['a huge expression', { value: `abs(x)${' + abs(x)'.repeat(200)}` }, '/value'],
    ['a very long one', { value: 'x'.repeat(10_000) }, '/value'],
    ['a deep one', { value: `${'('.repeat(500)}x${')'.repeat(500)}` }, '/value'],
    ['another language', { value: 'process.exit()' }, '/value'],
    ['a prototype', { value: 'constructor' }, '/value'],
    ['__proto__ as a name', { name: '__proto__' }, '/name'],
    ['the name of a type', { name: 'weight-decay' }, '/name'],
    ['a parameter called step', { params: { step: positive(1) } }, '/params/step'],
    ['an unknown field', { values: 'abs(x)' }, '/values'],
    ['neither value nor module', { value: undefined }, ''],
    ['JavaScript, which is switched off', { value: undefined, module: 'export const value = 1' }, '/module'],
  ];
  it.each(unreadable)('%s is an error of the document', async (_what, part, pointer) => {
    const { status, body } = await call(route, 'POST', { name: 'odd', value: 'abs(x)', ...part });
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('leaves the server as it was', async () => {
    expect((await call(`${service.url}/healthz`)).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(logged.filter((line) => /Error/.test(line))).toEqual([]);
  });
});

const file = sharedFile('data/tabular/wine.csv');

/** Inline rows of real data: the other columns and the first as numbers. */
function wine() {
  const rows = readFileSync(file!, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  const x = rows.map((row) => row.slice(1, 13));
  return { source: 'inline', x, y: rows.map((row) => row[0]!), scale: 'standardize', targets: 'values' };
}

const solvers = {
  rvsm: {
    model: { type: 'patches', patches: 2 },
    solver: { name: 'rvsm', options: { normalize: false, beta: 0.1, iterations: 60 } },
  },
  dlam: {
    model: { type: 'mlp', hidden: [6] },
    solver: { name: 'dlam', options: { sweeps: 6 } },
  },
};

it('regularizers of files are taken from config.json, trained and checked', async () => {
  const folder = newDirectory();
  const page = readFileSync(new URL('../../docs/plugins.md', import.meta.url), 'utf8');
  const [, module] = /```js file=my-huber.mjs\n([^`]*)```/.exec(page)!;
  writeFileSync(join(folder, 'my-huber.mjs'), module!);
  writeFileSync(join(folder, 'log-sum.json'), JSON.stringify(logSum));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ plugins: ['my-huber.mjs', 'log-sum.json'] }));
  const logger = { info: log, warn: log, error: log };
  const settings = { ...readConfiguration({ dataDir: folder, port: 0 }, {}), concurrency: 1 };
  const other = await startService({ ...settings, logger });
  try {
    const spec = {
      relucent: 1,
      data: { source: 'generator', name: 'two-moons', n: 20, bias: true },
      model: { type: 'mlp', hidden: [4] },
      loss: { type: 'squared' },
      regularizer: { type: 'my-huber', weight: 0.02 },
      solver: { name: 'momentum', options: { epochs: 5 } },
    };
    const { status, body } = await call(`${other.url}/v1/solve`, 'POST', spec);
    expect([status, body.problem]).toEqual([200, undefined]);
    expect(body.provenance.regularizer).toMatchObject({ source: 'file', check: { rows: expect.any(Array) } });
    const report = await call(`${other.url}/v1/check`, 'POST', { result: body, document: spec });
    expect([report.status, report.body.verdict]).toEqual([200, 'pass']);
    const { body: listed } = await call(`${other.url}/v1/plugins`);
    const names = listed.plugins.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['my-huber', 'log-sum', 'weight-decay']));
  } finally {
    await other.close();
  }
  writeFileSync(
    join(folder, 'my-huber.mjs'),
    module!.replace('x.map', 'x.slice().map').replace('each * width', 'each * 2'),
  );
  await expect(startService({ ...settings, logger })).rejects.toThrow(/my-huber.mjs: at x = /);
});

describe.skipIf(!file)('on real data', () => {
  it.each(['log-sum', 'mcp-like', 'scad-like'])(
    '%s trains by two methods, and the results name it',
    async (type) => {
      for (const part of Object.values(solvers)) {
        const spec = {
          relucent: 1,
          data: wine(),
          loss: { type: 'squared' },
          regularizer: { type, weight: 0.02 },
          ...part,
        };
        const { status, body } = await call(`${service.url}/v1/solve`, 'POST', spec);
        expect([status, body.status]).toEqual([200, 'inaccurate']);
        const { regularizer } = body.provenance;
        expect(regularizer).toMatchObject({
          name: type,
          source: 'expression',
          check: { rows: expect.any(Array) },
        });
        expect(regularizer.version).toBe((await call(`${route}/${type}`)).body.version);
        expect(body.objective).toBeLessThan(body.history[0].objective);
        const report = await call(`${service.url}/v1/check`, 'POST', { result: body, document: spec });
        expect([report.status, report.body.verdict]).toEqual([200, 'pass']);
      }
    },
  );

  it('a refusal of a trainer has its reason', async () => {
    const spec = { relucent: 1, data: wine(), loss: { type: 'squared' }, regularizer: { type: 'log-sum' } };
    const { body } = await call(`${service.url}/v1/jobs?dryRun=true`, 'POST', spec);
    const reasons = Object.fromEntries(
      body.routing.answers.map(({ name, reason }: { name: string; reason: string }) => [name, reason]),
    );
    expect(reasons.convex).toContain('not by log-sum');
    expect(reasons['hard-threshold']).toContain('it trains the model "patches"');
    const misspelt = { ...spec, regularizer: { type: 'log-sun' } };
    const answer = await call(`${service.url}/v1/jobs`, 'POST', misspelt);
    expect(answer.body.errors[0].message).toContain('did you mean "log-sum"?');
    const params = { ...spec, regularizer: { type: 'log-sum', params: { a: 0 } } };
    expect((await call(`${service.url}/v1/jobs`, 'POST', params)).body.errors[0].pointer).toBe(
      '/regularizer/params/a',
    );
  });
});

it('every built-in penalty of single entries is drawn, and of the others it is said why not', async () => {
  const { plugins } = (await call(`${service.url}/v1/plugins`)).body;
  const builtin = plugins.filter(({ kind }: { kind: string }) => kind === 'regularizer');
  expect(builtin.length).toBeGreaterThan(15);
  for (const { name, traits } of builtin) {
    const answer = await fetch(`${route}/${name}/figure`);
    expect([name, answer.status]).toEqual([name, traits?.structure === 'entries' ? 200 : 404]);
    if (answer.ok) expect(await answer.text()).not.toMatch(/NaN|Infinity|undefined/);
    else expect((await answer.json()).detail).toMatch(/there is no map to draw/);
  }
});

it('what is registered outlives the server, and what is deleted does not', async () => {
  const before = (await call(`${route}/mcp-like`)).body;
  await service.close();
  await start();
  expect((await call(`${route}/mcp-like`)).body).toEqual(before);
  expect((await call(`${route}/mcp-like`, 'DELETE')).status).toBe(204);
  expect((await call(`${route}/mcp-like`, 'DELETE')).status).toBe(404);
  expect((await call(`${route}/mcp`, 'DELETE')).status).toBe(409);
  await service.close();
  await start();
  expect((await call(`${route}/mcp-like`)).status).toBe(404);
  expect((await call(`${route}/log-sum`)).status).toBe(200);
});
