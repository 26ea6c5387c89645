import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Router } from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, createClient } from '#relucent/client/client.js';
import { RequestFailed } from '#relucent/client/request-failed.js';
import { createApp } from '#relucent/server/app.js';
import { openapiDocument } from '#relucent/server/openapi/document.js';
import { operations } from '#relucent/server/openapi/operations.js';
import type { Service } from '#relucent/server/service.js';
import { type RunningService, startService } from '#relucent/server/start.js';
import { call, fakeProcess, newDirectory, specNamed } from './client.js';

const document = openapiDocument();
let service: RunningService;
let client: Client;
beforeAll(async () => {
  service = await startService({
    host: '127.0.0.1',
    port: 0,
    dataDir: newDirectory(),
    logger: { info() {}, warn() {}, error() {} },
    processModule: fakeProcess,
  });
  client = createClient({ url: service.url });
});
afterAll(() => service.close());

interface Layer {
  readonly handle: Partial<Router>;
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
}

function routesOf(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`)
      : routesOf((handle.stack ?? []) as unknown as Layer[]),
  );
}

it('describes every route, and no other', () => {
  const never = () => {};
  const app = createApp(
    {
      config: { host: '127.0.0.1', trustProxy: 0, requestsPerMinute: 1 },
      metrics: { handler: never },
    } as unknown as Service,
    never,
  );
  const described = operations.map(({ method, path }) => `${method} ${path}`);
  // The page and what it is made of are for browsers.
  const routes = routesOf(app.router.stack as unknown as Layer[]).filter(
    (route) => !/^get \/(assets\/.*|examples)?$/.test(route),
  );
  expect(routes.sort()).toEqual(described.sort());
});

it('is a whole OpenAPI 3.1 document, whose schemas compile', async () => {
  const answer = await call(`${service.url}/openapi.json`);
  expect(answer.body).toEqual(JSON.parse(JSON.stringify(document)));
  expect(document.openapi).toBe('3.1.0');
  const ids = operations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const references = JSON.stringify(document)
    .match(/"#\/[^"]*"/g)!
    .map((text) => JSON.parse(text) as string);
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references) {
    let node: unknown = document;
    for (const key of reference.slice(2).split('/')) node = (node as Record<string, unknown>)[key];
    expect([reference, typeof node]).toEqual([reference, 'object']);
  }
  const ajv = new Ajv2020({ strict: false, discriminator: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...document });
  for (const name of Object.keys(document.components.schemas)) {
    expect(() => ajv.compile({ $ref: `api#/components/schemas/${name}` })).not.toThrow();
  }
  const spec = ajv.compile({ $ref: 'api#/components/schemas/spec' });
  expect([spec(specNamed('a')), spec({ relucent: 1 })]).toEqual([true, false]);
});

it('has a client with a method for every operation', () => {
  const methods = Object.keys(client);
  expect(operations.map(({ id }) => id).filter((id) => !methods.includes(id))).toEqual([]);
});

it('is answered as it says', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...document });
  const expectAnswer = (value: unknown, path: string, method: string, status: number) => {
    const pointer = `paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`;
    const check = ajv.compile({
      $ref: `api#/${pointer}/responses/${status}/content/application~1json/schema`,
    });
    expect([path, check(value), check.errors]).toEqual([path, true, null]);
  };
  // biome-ignore lint/suspicious/noExplicitAny: any valid spec
  const spec = specNamed('slow 100') as any;
  const job = await client.createJob(spec, { idempotencyKey: 'k', priority: 3 });
  expectAnswer(job, '/v1/jobs', 'post', 202);
  expect((await client.createJob(spec, { idempotencyKey: 'k' })).id).toBe(job.id);
  const seen: number[] = [];
  for await (const { id } of client.followJob(job.id)) seen.push(id);
  expect(seen).toEqual(seen.map((_, k) => k + 1));
  const progress: unknown[] = [];
  const ended = await client.waitForJob(job.id, (one) => progress.push(one));
  expect([ended.status, progress.length]).toEqual(['succeeded', 5]);
  expectAnswer(ended, '/v1/jobs/{id}', 'get', 200);
  expectAnswer(await client.listJobs({ limit: 1, status: 'succeeded' }), '/v1/jobs', 'get', 200);
  expect(await client.getResult(job.id)).toMatchObject({ status: 'solved' });
  expect(await client.getReport(job.id)).toMatch('<!doctype html>');
  expectAnswer(await client.listFigures(job.id), '/v1/jobs/{id}/figures', 'get', 200);
  await expect(client.getFigure(job.id, 'nothing')).rejects.toThrow('there is no figure "nothing"');
  expect(await client.getRegularizerFigure('l1')).toMatch('<svg');
  expect(await client.solve(specNamed('instant') as never)).toMatchObject({ status: 'solved' });
  expect(await client.dryRun(spec)).toMatchObject({ kind: 'spec' });

  const dataset = await client.uploadDataset(Buffer.from('a,b\n1,2\n'), { name: 'tiny' });
  expectAnswer(dataset, '/v1/datasets', 'post', 201);
  expectAnswer(await client.listDatasets(), '/v1/datasets', 'get', 200);
  expectAnswer(await client.getDataset(dataset.id), '/v1/datasets/{id}', 'get', 200);
  await client.deleteDataset(dataset.id);
  for (const [id, path] of [
    ['isAlive', '/healthz'],
    ['isReady', '/readyz'],
    ['listPlugins', '/v1/plugins'],
  ] as const) {
    expectAnswer(await client[id](), path, 'get', 200);
  }
  expect(await client.metrics()).toMatch('relucent_jobs');
  expect(await client.openapi()).toMatchObject({ openapi: '3.1.0' });

  await client.deleteJob(job.id);
  const failure = await client.getJob(job.id).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RequestFailed);
  expect((failure as RequestFailed).problem).toMatchObject({ status: 404, title: 'Not found' });
  const nobody = createClient({ url: 'http://127.0.0.1:1' });
  await expect(nobody.isAlive()).rejects.toThrow('cannot be reached');
});

it('is also a page that fetches nothing', async () => {
  const { text, headers } = await call(`${service.url}/docs`);
  for (const { path, summary } of operations) {
    expect(text).toContain(path);
    expect(text).toContain(summary.replaceAll('`', '`'));
  }
  expect(text).not.toMatch(/<script|<link|<img|@import|url\(/);
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
});
