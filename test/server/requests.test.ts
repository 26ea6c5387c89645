import { request as rawRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningService, startService } from '#relucent/server/start.js';
import { type Answer, call, fakeProcess, newDirectory, specNamed } from './client.js';

const logged: string[] = [];
const log = (message: string) => void logged.push(message);
let service: RunningService;
let url: string;

beforeAll(async () => {
  service = await startService({
    host: '127.0.0.1',
    port: 0,
    dataDir: newDirectory(),
    logger: { info() {}, warn: log, error: log },
    processModule: fakeProcess,
  });
  url = service.url;
});

afterAll(() => service.close());

/** Every refusal is a problem document that speaks of nothing inside the server. */
function expectProblem(answer: Answer, status: number): void {
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([status, answer.text.slice(0, 300)]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({
    type: expect.stringMatching(/^urn:/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
  });
  expect(answer.text).not.toMatch(/node_modules|\.js:\d|at \w+ \(/);
}

const two = '{"relucent":1,"data":{"source":"generator","name":"two-moons","n":20}';
const hostile: [string, string, number][] = [
  ['nothing', '', 422],
  ['half a document', '{"relucent":1,', 400],
  ['no JSON at all', 'relucent: 1', 400],
  ['null', 'null', 422],
  ['a number', '1e999', 422],
  ['a string', '"spec"', 422],
  ['an array', '[]', 422],
  ['an array of specs', `[${two}}]`, 422],
  ['an empty object', '{}', 422],
  ['null for everything', '{"relucent":1,"data":null,"solver":null}', 422],
  ['a polluting key', `${two},"__proto__":{"polluted":true}}`, 422],
  ['a polluting key inside', '{"relucent":1,"data":{"__proto__":{"source":"generator"}}}', 422],
  ['a polluting constructor', `${two},"constructor":{"prototype":{"polluted":true}}}`, 422],
  ['a tag of Object.prototype', '{"relucent":1,"data":{"source":"__proto__"}}', 422],
  ['a solver of Object.prototype', `${two},"solver":{"name":"constructor"}}`, 422],
  ['an unknown attack', `${two},"evaluate":{"attacks":[{"name":"__proto__"}]}}`, 422],
  ['a comparison of nothing', '{"compare":null}', 422],
  ['a comparison with a broken solver', `{"relucent":1,"compare":${two}},"solvers":[{"nam":"auto"}]}`, 422],
  ['deep arrays', '['.repeat(200_000) + ']'.repeat(200_000), 400],
  ['deep objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 400],
  ['a deep open end', '['.repeat(1_000_000), 400],
  [
    'depth where options are free',
    `${two},"solver":{"options":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
    400,
  ],
  ['a name that is too long', `${two},"name":"${'x'.repeat(1e6)}"}`, 422],
  ['broken UTF-16', `${two},"nam\\ud800":1}`, 422],
];

it.each(hostile)('refuses %s', async (_what, body, status) => {
  for (const route of ['/v1/jobs', '/v1/jobs?dryRun=true', '/v1/solve']) {
    expectProblem(await call(url + route, 'POST', body), status);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('names every wrong field with what would be right', async () => {
  const body = specNamed('x', { loss: { type: 'hing' }, seeed: 1 });
  const answer = await call(`${url}/v1/jobs`, 'POST', body);
  expectProblem(answer, 422);
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/loss/type',
    '/seeed',
  ]);
  const solver = await call(`${url}/v1/jobs`, 'POST', specNamed('x', { solver: { name: 'no-such' } }));
  expectProblem(solver, 422);
  expect(solver.body.errors[0].pointer).toBe('/solver/name');
});

it('refuses files of the server before anything is queued', async () => {
  const data = { source: 'file', path: '/etc/passwd' };
  const spec = await call(`${url}/v1/jobs`, 'POST', { relucent: 1, data });
  expectProblem(spec, 422);
  expect(spec.body.errors[0].pointer).toBe('/data/source');
  const comparison = { relucent: 1, compare: { relucent: 1, data }, solvers: [{}] };
  for (const route of ['/v1/jobs', '/v1/jobs?dryRun=true', '/v1/solve']) {
    const answer = await call(url + route, 'POST', comparison);
    expectProblem(answer, 422);
    expect(answer.body.errors[0].pointer).toBe('/compare/data/source');
  }
  expect((await call(`${url}/v1/jobs`)).body.jobs).toEqual([]);
});

it('refuses bodies of another kind or size', async () => {
  const post = (headers: object, body = '{}') => call(`${url}/v1/jobs`, 'POST', body, headers);
  expectProblem(await call(`${url}/v1/jobs`, 'POST'), 415);
  expectProblem(await post({ 'Content-Type': 'text/plain' }), 415);
  expectProblem(await post({ 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=b'), 415);
  expectProblem(await post({ 'Content-Type': 'application/json; charset=latin1' }), 415);
  expectProblem(await post({ 'Content-Encoding': 'gzip' }), 400);
  expectProblem(await post({ 'Content-Encoding': 'lzma' }), 415);
  expectProblem(await post({}, `"${'x'.repeat(16 * 1024 * 1024)}"`), 413);
});

it('measures a compressed body by its full size', async () => {
  const bomb = gzipSync(Buffer.alloc(33 * 1024 * 1024, ' '));
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
  const response = await fetch(`${url}/v1/jobs`, { method: 'POST', body: bomb, headers });
  expect(response.status).toBe(413);
});

it('refuses parameters and headers that mean nothing', async () => {
  for (const query of [
    'status=done',
    'limit=0',
    'limit=1e2',
    'limit=501',
    'cursor=../x',
    'limit=1&limit=2',
  ]) {
    expectProblem(await call(`${url}/v1/jobs?${query}`), 400);
  }
  expectProblem(await call(`${url}/v1/jobs?dryRun=perhaps`, 'POST', specNamed('instant')), 400);
  const key = { 'Idempotency-Key': 'k'.repeat(256) };
  expectProblem(await call(`${url}/v1/jobs`, 'POST', specNamed('instant'), key), 400);
});

it('knows no other routes and no other jobs', async () => {
  const missing = [
    '/nothing',
    '/v1',
    '/v1/jobs/x',
    '/v1/jobs/__proto__/result',
    '/v1/jobs/..%2f..%2flock/result',
  ];
  for (const path of [...missing, '/v1/jobs/x/events', '/v1/jobs/x/report']) {
    expectProblem(await call(url + path), 404);
  }
  expectProblem(await call(`${url}/v1/jobs/x/cancel`, 'POST'), 404);
  expectProblem(await call(`${url}/v1/plugins`, 'PUT', '{}'), 404);
  expectProblem(await call(`${url}/v1/jobs/%E0%A4%A`), 400);
});

it('says what a dry run would do and creates nothing', async () => {
  const answer = await call(`${url}/v1/jobs?dryRun=true`, 'POST', specNamed('instant'));
  expect([answer.status, typeof answer.body]).toEqual([200, 'object']);
  expect((await call(`${url}/v1/jobs`)).body.jobs).toEqual([]);
});

it('lists plugins and tells its health without naming its software', async () => {
  const { body, headers } = await call(`${url}/v1/plugins`);
  for (const plugin of body.plugins) {
    const { traits, ...rest } = plugin;
    expect(Object.keys(rest)).toEqual(['name', 'kind', 'description', 'optionsSchema', 'references']);
    if (plugin.kind !== 'regularizer') expect(traits).toBeUndefined();
  }
  expect(Array.isArray(body.plugins)).toBe(true);
  expect(headers.get('x-powered-by')).toBeNull();
  expect((await call(`${url}/healthz`)).status).toBe(200);
  expect((await call(`${url}/readyz`)).status).toBe(200);
});

it('does not mind a client that stops in the middle of its body', async () => {
  const { port } = new URL(url);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': '1000' };
  const request = rawRequest({ port, method: 'POST', path: '/v1/jobs', headers });
  request.on('error', () => {});
  request.write('{"relucent":');
  await new Promise((resolve) => setTimeout(resolve, 50));
  request.destroy();
  expect((await call(`${url}/healthz`)).status).toBe(200);
});

it('has had no error of its own in all of this', () => {
  expect(logged).toEqual([]);
});
