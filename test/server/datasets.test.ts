import { existsSync, readdirSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validate } from '#relucent/core/validation.js';
import { type RunningService, startService } from '#relucent/server/start.js';
import { startPostgres, type TemporaryPostgres } from '../../bench/service/postgres.mjs';
import { float64, npy } from '../data/arrays.js';
import { postgresMissing } from '../jobs/databases.js';
import { call, ended, fakeProcess, newDirectory, until } from './client.js';

const logged: string[] = [];
const log = (message: string) => void logged.push(message);
const quiet = { host: '127.0.0.1', port: 0, logger: { info() {}, warn: log, error: log } };

const csv = `${['a,b,label', ...Array.from({ length: 20 }, (_, k) => `${k},${(k * 7) % 5},${k % 2 ? 'yes' : 'no'}`)].join('\n')}\n`;

async function upload(url: string, body: string | Uint8Array, query = '') {
  const response = await fetch(`${url}/v1/datasets${query}`, { method: 'POST', body } as RequestInit);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

describe.each([
  { where: 'in a data directory', missing: false },
  { where: 'on PostgreSQL', missing: postgresMissing },
])('datasets $where', ({ where, missing }) => {
  describe.skipIf(missing)('', () => {
    const dataDir = newDirectory();
    let postgres: TemporaryPostgres | undefined;
    let service: RunningService;
    let url: string;
    const start = (more: object) =>
      startService({ ...quiet, ...(postgres ? { databaseUrl: postgres.url } : {}), ...more });
    beforeAll(async () => {
      if (where === 'on PostgreSQL') postgres = await startPostgres();
      service = await start({ dataDir, uploadMb: 1, storageMb: 2, concurrency: 1 });
      url = service.url;
    });
    afterAll(async () => {
      await service?.close();
      await postgres?.stop();
    });

    it('are described, kept once, listed and deleted', async () => {
      const made = await upload(url, csv, '?name=table.csv');
      expect(made.status).toBe(201);
      expect(made.body).toEqual(validate('dataset.json', made.body));
      expect(made.body).toMatchObject({
        name: 'table.csv',
        format: 'csv',
        bytes: csv.length,
        rows: 20,
        columns: ['a', 'b', 'label'],
      });
      expect(made.headers.get('location')).toBe(made.body.links.self);
      const again = await upload(url, csv, '?name=other.csv');
      expect([again.status, again.body]).toEqual([200, made.body]);
      expect((await call(`${url}/v1/datasets`)).body).toEqual({ datasets: [made.body] });
      expect((await call(url + made.body.links.self)).body).toEqual(made.body);
      expect(readdirSync(join(dataDir, 'datasets'))).toEqual([made.body.sha256]);
      expect((await call(url + made.body.links.self, 'DELETE')).status).toBe(204);
      expect((await call(url + made.body.links.self)).status).toBe(404);
      expect(readdirSync(join(dataDir, 'datasets'))).toEqual([]);
    });

    it('are trained on by their id, on a machine that has never seen them', async () => {
      const { body: data } = await upload(url, csv);
      const labels = npy('|i1', [4], Buffer.from([1, 255, 1, 255]));
      const { body: x } = await upload(url, npy('<f8', [4, 2], float64([1, 2, 2, 1, 0, 1, 1, 0])));
      const { body: y } = await upload(url, labels);
      await service.close();
      // Another machine shares the database, not the files.
      const elsewhere = where === 'on PostgreSQL' ? newDirectory() : dataDir;
      const other = await start({ dataDir: elsewhere, concurrency: 1 });
      const solver = { name: 'sgd', options: { epochs: 3 } };
      const specs = [
        { relucent: 1, data: { source: 'dataset', id: data.id, target: 'label' }, solver },
        { relucent: 1, data: { source: 'dataset', id: x.id, target: y.id }, loss: { type: 'hinge' }, solver },
      ];
      for (const [k, spec] of specs.entries()) {
        const accepted = await call(`${other.url}/v1/jobs`, 'POST', spec);
        expect([accepted.status, accepted.text]).toEqual([202, accepted.text]);
        const job = other.url + accepted.body.links.self;
        expect(await until(job, ended, 30_000)).toMatchObject({ status: 'succeeded' });
        const result = (await call(`${job}/result`)).body;
        expect(result.provenance.data.train).toBe([20, 4][k]);
        expect(result.spec.data.id).toBe(spec.data.id);
        const checked = await call(`${other.url}/v1/check`, 'POST', { result });
        expect([checked.status, checked.body.verdict]).toEqual([200, 'pass']);
      }
      await other.close();
      service = await start({
        dataDir,
        uploadMb: 1,
        storageMb: 2,
        concurrency: 1,
        processModule: fakeProcess,
      });
      url = service.url;
    });

    it('are not deleted while a job needs them', async () => {
      const { body: data } = await upload(url, csv);
      const spec = { relucent: 1, name: 'slow 60000', data: { source: 'dataset', id: data.id } };
      const { body: job } = await call(`${url}/v1/jobs`, 'POST', spec);
      const refused = await call(url + data.links.self, 'DELETE');
      expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining(job.id)]);
      await call(`${url}${job.links.cancel}`, 'POST');
      await until(url + job.links.self, ended);
      expect((await call(url + data.links.self, 'DELETE')).status).toBe(204);
    });
  });
});

describe('an upload', () => {
  const dataDir = newDirectory();
  let service: RunningService;
  let url: string;
  beforeAll(async () => {
    service = await startService({
      ...quiet,
      dataDir,
      uploadMb: 0.1,
      storageMb: 0.15,
      concurrency: 0,
    });
    url = service.url;
  });
  afterAll(() => service.close());

  it('is refused for what is wrong with it, and leaves nothing', async () => {
    const refusals: [string, string | Uint8Array, string, number, RegExp][] = [
      ['nothing', '', '', 422, /empty/],
      ['bytes of no format', Buffer.from([1, 0, 2, 3]), '', 422, /no format/],
      ['an unknown format', csv, '?format=xlsx', 400, /format/],
      ['another format than said', csv, '?format=npy', 422, /no npy file/],
      ['a ragged table', 'a,b\n1,2\n1,2,3\n', '', 422, /line 3/],
      ['a missing value', 'a,b\n1,2\n1,\n', '', 422, /missing/],
      ['NaN', npy('<f8', [1], float64([Number.NaN])), '', 422, /finite/],
      [
        'half an archive',
        zipSync({ 'x.npy': npy('<f8', [1], float64([1])) }).subarray(0, 60),
        '',
        422,
        /npz/,
      ],
      ['an empty name', csv, '?name=', 400, /characters/],
      ['too much', Buffer.alloc(200_000, '1,2\n'), '', 413, /0\.1 MB/],
    ];
    for (const [what, body, query, status, message] of refusals) {
      const refused = await upload(url, body, query);
      expect([what, refused.status]).toEqual([what, status]);
      expect(refused.headers.get('content-type')).toMatch('problem+json');
      expect(refused.body.detail).toMatch(message);
    }
    const gzipped = await fetch(`${url}/v1/datasets`, {
      method: 'POST',
      body: csv,
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(gzipped.status).toBe(415);
    const form = new FormData();
    form.append('file', new Blob([csv]));
    expect((await fetch(`${url}/v1/datasets`, { method: 'POST', body: form })).status).toBe(415);
    expect((await call(`${url}/v1/datasets`)).body.datasets).toEqual([]);
    expect(existsSync(join(dataDir, 'datasets')) ? readdirSync(join(dataDir, 'datasets')) : []).toEqual([]);
  });

  it('may come in chunks, and stop half way', async () => {
    const { port } = new URL(url);
    const request = rawRequest({ port, method: 'POST', path: '/v1/datasets' });
    request.on('error', () => {});
    request.write('1,2\n'.repeat(1000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    request.destroy();
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.alloc(50_000, '1,2\n'));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
    // The service may answer and close before all is sent, which some clients take for a failure.
    const status = await fetch(`${url}/v1/datasets`, init).then(
      ({ status }) => status,
      () => 413,
    );
    expect(status).toBe(413);
    while (readdirSync(join(dataDir, 'datasets')).length > 0) await new Promise((r) => setTimeout(r, 10));
    expect((await call(`${url}/healthz`)).status).toBe(200);
  });

  it('finds no room where the quota is used up, and room again after a deletion', async () => {
    const [first, second] = [1, 2].map((k) => `${k},2\n`.repeat(20_000));
    const kept = await upload(url, first!);
    expect(kept.status).toBe(201);
    const refused = await upload(url, second!);
    expect([refused.status, refused.body.type]).toEqual([507, 'urn:relucent:problem:storage-full']);
    await call(url + kept.body.links.self, 'DELETE');
    expect((await upload(url, second!)).status).toBe(201);
  });

  it('names a dataset that is not there', async () => {
    for (const data of [
      { source: 'dataset', id: 'csv-none' },
      { source: 'dataset', id: '__proto__' },
    ]) {
      const refused = await call(`${url}/v1/jobs`, 'POST', { relucent: 1, data });
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/data/id']);
    }
    const { body: data } = await upload(url, csv);
    const spec = { relucent: 1, data: { source: 'dataset', id: data.id, target: 'c' } };
    const refused = await call(`${url}/v1/jobs`, 'POST', spec);
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/data/target']);
  });

  it('has been no error of the server', () => {
    expect(logged.filter((line) => !/StorageFull/.test(line))).toEqual([]);
  });
});
