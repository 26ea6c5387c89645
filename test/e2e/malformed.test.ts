import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, ended, until } from '../server/client.js';
import { type Malformed, malformed, validComparison, validSpec } from './malformed-documents.js';
import { cli, type Product, startProduct } from './product.js';

const slowest = 30_000;
let product: Product;
let jobs: string;

beforeAll(async () => {
  product = await startProduct();
  jobs = `${product.url}/v1/jobs`;
});
afterAll(() => product.stop());

async function post(body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) {
  const started = performance.now();
  const response = await fetch(jobs, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit);
  const text = await response.text();
  expect(performance.now() - started).toBeLessThan(slowest);
  return { status: response.status, type: response.headers.get('content-type'), text };
}

/** A refusal by the book: RFC 9457, and nothing of the server's inside. */
function expectRefusal({ status, type, text }: Awaited<ReturnType<typeof post>>, expected: number) {
  expect([status, text.slice(0, 300)]).toEqual([expected, text.slice(0, 300)]);
  expect(type).toBe('application/problem+json; charset=utf-8');
  expect(text).not.toMatch(/node_modules|\.js:\d|at \w+ \(/);
  const problem = JSON.parse(text);
  expect(problem).toMatchObject({
    type: expect.stringMatching(/^urn:/),
    title: expect.stringMatching(/./),
    status: expected,
    detail: expect.stringMatching(/./),
  });
  return problem as { errors?: { pointer: string; message: string }[] };
}

function expectField(problem: ReturnType<typeof expectRefusal>, pointer: string) {
  const pointers = problem.errors?.map((error) => error.pointer) ?? [];
  expect(
    pointers.filter((found) => isAt(found, pointer)),
    pointers.join(' '),
  ).not.toEqual([]);
  for (const { message } of problem.errors ?? []) expect(message).toMatch(/./);
}

/** True for the field itself, what is in it, and the object it is missing from or wrong with. */
function isAt(found: string, field: string): boolean {
  const parent = field.slice(0, field.lastIndexOf('/'));
  return found === field || found.startsWith(`${field}/`) || (parent !== '' && found === parent);
}

describe('over HTTP', () => {
  it('begins with documents that are right', async () => {
    for (const document of [validSpec, validComparison]) {
      const answer = await call(`${jobs}?dryRun=true`, 'POST', document);
      expect([answer.status, answer.text]).toEqual([200, answer.text]);
    }
  });

  it(`refuses ${malformed.length} malformed documents`, async () => {
    expect(malformed.length).toBeGreaterThan(200);
    const failures: string[] = [];
    for (const document of malformed) {
      await refusal(document).catch((error: Error) => {
        failures.push(`${document.what}: ${error.message.slice(0, 600)}`);
      });
    }
    expect(failures).toEqual([]);
  });

  async function refusal({ body, status, pointer }: Malformed) {
    const problem = expectRefusal(await post(body), status);
    if (status === 422) expectField(problem, pointer!);
  }

  it('refuses 50 MB, announced or in chunks, compressed or not', async () => {
    const large = Buffer.from(`{"name":"${'x'.repeat(50e6)}"}`);
    expectRefusal(await post(large), 413);
    expectRefusal(await post(new Blob([large]).stream()), 413);
    const bomb = gzipSync(large);
    expectRefusal(await post(bomb, { 'Content-Encoding': 'gzip' }), 413);
  });

  it('refuses what is not sent as JSON in UTF-8', async () => {
    const body = JSON.stringify(validSpec);
    const types = [
      'text/plain',
      'text/html',
      'application/xml',
      'application/x-www-form-urlencoded',
      'nonsense',
    ];
    for (const type of [...types, 'multipart/form-data; boundary=x', 'application/json; charset=latin1']) {
      expectRefusal(await post(body, { 'Content-Type': type }), 415);
    }
    const utf16 = { 'Content-Type': 'application/json; charset=utf-16le' };
    expectRefusal(await post(Buffer.from(body, 'utf16le'), utf16), 415);
    for (const coding of ['br', 'gzip', 'deflate']) {
      expectRefusal(await post(body, { 'Content-Encoding': coding }), 400);
    }
    expectRefusal(await post(body, { 'Content-Encoding': 'rot13' }), 415);
    const empty = await fetch(jobs, { method: 'POST' });
    expect([empty.status, empty.headers.get('content-type')]).toEqual([
      415,
      'application/problem+json; charset=utf-8',
    ]);
    expectRefusal(await post(' \n'), 400);
  });

  it('has queued none of them, had no error of its own, and still works', async () => {
    expect((await call(jobs)).body.jobs).toEqual([]);
    expect(product.log()).toBe('');
    expect((await call(`${product.url}/healthz`)).status).toBe(200);
    const { status, body } = await call(jobs, 'POST', validSpec);
    expect(status).toBe(202);
    expect((await until(product.url + body.links.self, ended, 30_000)).status).toBe('succeeded');
    const result = await call(product.url + body.links.result);
    expect(result.body).toMatchObject({ status: 'solved', network: {} });
  });
});

/** One of a kind each: wrong value, wrong type, typo, missing, wrong together, no JSON. */
const sample = [
  '/seed = -1',
  '/data/y = [1]',
  '/data/x/2 = [1,2,3]',
  '/data/name = "two-moon"',
  '/data/downsample = [7,7]',
  '/loss/type = "hing"',
  '/threat = {"radius":0.1,"radii":[0.1,0.1]}',
  '/evaluate/attacks/0/name = "pdg"',
  '/solver/name = "gd-pdg"',
  '/solver/options/tolerance = 0',
  '/solver/options/patterns/patterns = ["11111"]',
  '/repeats = 0',
  '/solvers/1/name = "gd-pdg"',
  'unknown /limits/second',
  'unknown /__proto__',
  '100 000 brackets',
  'a lone byte in an otherwise valid spec',
  'no JSON: {"seed":NaN}',
];

describe('on the command line', () => {
  it.concurrent.each(sample)('refuses %s', async (what) => {
    const { body, pointer } = malformed.find((document) => document.what === what)!;
    const { code, stdout, stderr } = await cli(['run', '-'], body);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/./);
    expect(stderr).not.toMatch(/node_modules|\.js:\d|at \w+ \(/);
    if (pointer === undefined) return;
    const named = [...stderr.matchAll(/^ {2}(\/\S*): ./gm)].map((match) => match[1]!);
    expect(
      named.filter((found) => isAt(found, pointer)),
      stderr,
    ).not.toEqual([]);
  });
});
