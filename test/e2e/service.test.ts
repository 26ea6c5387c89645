import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonResult } from '#relucent/core/generated/documents.js';
import { validate } from '#relucent/core/validation.js';
import { call, ended, events, until } from '../server/client.js';
import { denseDocument } from '../support/networks.js';
import { type Product, startProduct } from './product.js';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

async function submit(document: object): Promise<string> {
  const { status, body, text, headers } = await call(`${product.url}/v1/jobs`, 'POST', document);
  expect([status, text]).toEqual([202, text]);
  expect(headers.get('location')).toBe(body.links.self);
  return product.url + body.links.self;
}

const boxes = {
  relucent: 1,
  compare: {
    relucent: 1,
    name: 'a few boxes',
    data: { source: 'generator', name: 'box-separable', n: 14, radius: 0.08, bias: true },
    threat: { radius: 0.08 },
    seed: 3,
  },
  solvers: [
    { name: 'convex', options: { patterns: { method: 'sampled', draws: 200 } } },
    { name: 'gd-std', options: { epochs: 60 } },
    { name: 'gd-pgd', options: { epochs: 60 } },
  ],
};

/** Keeps a conic solver busy for many seconds before it has any point. */
const heavy = {
  relucent: 1,
  data: { source: 'generator', name: 'planted', n: 400, d: 40 },
  solver: { name: 'convex', options: { patterns: { method: 'sampled', distinct: 40 } } },
};

const solving = ({ progress }: { progress: { phase?: string } }) => progress.phase === 'solve';

describe('a comparison', () => {
  let job: string;
  let result: ComparisonResult;

  it('is followed to its end', async () => {
    job = await submit(boxes);
    const { status, received } = await events(job);
    expect(status).toBe(200);
    expect(received.map(({ id }) => id)).toEqual(received.map((_, k) => k + 1));
    const statuses = received.filter(({ event }) => event === 'status').map(({ data }) => data.status);
    expect(statuses).toEqual(['queued', 'running', 'succeeded']);
    expect(received.at(-1)!.event).toBe('status');

    const progress = received.filter(({ event }) => event === 'progress').map(({ data }) => data);
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ phase: 'gd-pgd', objective: expect.any(Number) });
    expect(await call(job)).toMatchObject({ body: { progress: progress.at(-1) } });
  });

  it('leaves a result of the published form, with a sorted ladder', async () => {
    const { body } = await call(`${job}/result`);
    result = validate<ComparisonResult>('comparison-result.json', body);
    expect(result).toEqual(body);
    expect(result.name).toBe('a few boxes');
    expect(result.runs.map(({ solver }) => solver.name)).toEqual(['convex', 'gd-std', 'gd-pgd']);

    const values = result.ladder.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    const rung = (kind: string) => result.ladder.find((one) => one.kind === kind)!;
    expect(rung('lower').value).toBeLessThanOrEqual(rung('upper').value);
    expect(rung('upper').value - rung('lower').value).toBeLessThan(1e-5);
    expect(result.ladder.map(({ solver }) => solver).sort()).toEqual([
      'convex',
      'convex',
      'gd-pgd',
      'gd-std',
    ]);
  });

  it('gives every run a network whose objective is what is reported', () => {
    for (const run of result.runs) {
      const squares = [0, 1].flatMap((l) => denseDocument(run.network!, l).weight.flat()).map((w) => w * w);
      const weights = (1e-4 / 2) * squares.reduce((sum, square) => sum + square, 0);
      expect(run.metrics!.train.worstCaseLoss! + weights).toBeCloseTo(run.objective!, 10);
      expect(run.objectiveAttacked!).toBeLessThanOrEqual(run.objective!);
      expect(run.metrics!.train.attacks['pgd']!.accuracy!).toBeGreaterThanOrEqual(
        run.metrics!.train.certifiedAccuracy!,
      );
    }
    // The program contains a network that separates the boxes; no training is needed to see it.
    expect(result.runs[0]!.metrics!.train.certifiedAccuracy).toBe(1);
  });

  it('has a report that stands alone', async () => {
    const { status, headers, text } = await call(`${job}/report`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!doctype html>/i);
    expect(text).toMatch('a few boxes');
    expect(text).toMatch('<svg');
    expect(text).not.toMatch(/<script|<link|<iframe|@import|url\((?!["']?data:)/i);
    const addresses = [...text.matchAll(/\b(?:src|href)\s*=\s*["']?([^"'\s>]*)/gi)].map((match) => match[1]!);
    expect(addresses.filter((address) => !/^(data:|#)/.test(address))).toEqual([]);
    for (const rung of result.ladder) expect(text).toContain(rung.label);
  });

  it('gives the network of its best run as a model file', async () => {
    const { status, headers, body } = await call(`${job}/model?format=json`);
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      expect.stringMatching(/attachment.*\.json/),
    ]);
    const best = result.runs.toSorted((a, b) => a.objective! - b.objective!)[0]!;
    expect(body.layers).toEqual(best.network!.layers);
    const refused = await call(`${job}/model?format=pickle`);
    expect([refused.status, refused.body.errors[0].allowed]).toEqual([422, expect.arrayContaining(['onnx'])]);
  });
});

describe('while a convex program is being solved', () => {
  it('the service answers at once, and ends the solve when asked to', async () => {
    const job = await submit(heavy);
    await until(job, solving, 15_000);
    // Other programs share this machine, so a second series counts as well.
    if (!isQuick(await healthTimes())) expect(await healthTimes()).toSatisfy(isQuick);
    expect((await call(job)).body.status).toBe('running');

    const asked = performance.now();
    const { status, body } = await call(`${job}/cancel`, 'POST');
    expect([status, body.id]).toEqual([202, job.split('/').at(-1)]);
    const { status: last } = await until(job, ended, 5000);
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(last).toBe('cancelled');
    expect((await call(`${job}/cancel`, 'POST')).status).toBe(409);
    const result = await call(`${job}/result`);
    if (result.status === 200) expect(result.body.status).toBe('cancelled');
    else expect(result.status).toBe(404);
  });

  it('stops at its time limit, which is a result', async () => {
    const job = await submit({ ...heavy, limits: { seconds: 1 } });
    const { status, startedAt, finishedAt } = await until(job, ended, 15_000);
    expect(status).toBe('succeeded');
    expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeLessThan(6000);
    const { body } = await call(`${job}/result`);
    expect(body).toMatchObject({ status: 'limit', reason: expect.stringContaining('1 s') });
    expect(validate('result.json', body)).toEqual(body);
    expect((await call(`${job}/report`)).status).toBe(200);
  });
});

/** Milliseconds of 20 health checks in a row. */
async function healthTimes(): Promise<number[]> {
  const times: number[] = [];
  for (let k = 0; k < 20; k++) {
    const asked = performance.now();
    expect((await call(`${product.url}/healthz`)).status).toBe(200);
    times.push(performance.now() - asked);
    await sleep(20);
  }
  return times.sort((a, b) => a - b);
}

function isQuick(times: readonly number[]): boolean {
  return times[10]! < 50 && times.at(-1)! < 250;
}

it('says of a job that it outgrew its memory', async () => {
  // The run stops itself at its limit; where it is too busy to notice, its process is ended from outside.
  const job = await submit({ ...boxes.compare, limits: { memoryMb: 1 } });
  const { status, problem } = await until(job, ended, 15_000);
  const result = await call(`${job}/result`);
  if (status === 'failed') {
    const detail = expect.stringContaining('memoryMb = 1');
    expect(problem).toMatchObject({ type: 'urn:relucent:problem:out-of-memory', detail });
    expect(result.status).toBe(404);
  } else {
    expect(status).toBe('succeeded');
    const reason = expect.stringContaining('the limit of 1 MB');
    expect(result.body).toMatchObject({ status: 'limit', reason });
  }
});

describe('a dry run', () => {
  const dryRun = async (document: object) => {
    const { status, body, text } = await call(`${product.url}/v1/jobs?dryRun=true`, 'POST', document);
    expect([status, text]).toEqual([200, text]);
    return body;
  };
  const trainers = async () =>
    (await call(`${product.url}/v1/plugins`)).body.plugins
      .filter(({ kind }: { kind: string }) => kind === 'trainer')
      .map(({ name }: { name: string }) => name);

  it('has every trainer explain itself, and trains nothing', async () => {
    const before = (await call(`${product.url}/v1/jobs`)).body.jobs.length;
    const { threat: _, ...compare } = boxes.compare;
    const { routing, runs } = await dryRun({ ...compare, solver: { name: 'auto' } });
    expect(routing.answers.map(({ name }: { name: string }) => name)).toEqual(await trainers());
    for (const { supported, reason } of routing.answers) {
      expect(typeof supported).toBe('boolean');
      expect(reason).toMatch(/\w+ \w+/);
    }
    const refusing = routing.answers.filter(({ supported }: { supported: boolean }) => !supported);
    const reasons = new Map<string, string>(
      refusing.map(({ name, reason }: { name: string; reason: string }) => [name, reason]),
    );
    // Adversarial training needs a threat, the splitting methods other models than one hidden layer.
    const others = ['admm', 'dlam', 'extrapolation', 'hard-threshold', 'ialam', 'rvsm'];
    expect([...reasons.keys()].sort()).toEqual([...others, 'gd-fgsm', 'gd-pgd'].sort());
    for (const name of ['gd-fgsm', 'gd-pgd']) expect(reasons.get(name)).toMatch('threat');
    for (const name of others) expect(reasons.get(name)).toMatch(/model|loss|splits off/);
    expect(routing.chosen).toBe('convex');
    expect(routing.why).toMatch(/\w+ \w+/);
    expect(runs).toMatchObject([{ solver: 'convex', seed: 3, options: { tolerance: 1e-6 } }]);
    expect((await call(`${product.url}/v1/jobs`)).body.jobs.length).toBe(before);
  });

  it('lists the runs of a comparison with their seeds', async () => {
    const { kind, runs, data } = await dryRun({ ...boxes, repeats: 2 });
    expect([kind, data.train]).toEqual(['comparison', 14]);
    expect(runs.map(({ label, seed }: { label: string; seed: number }) => `${label} ${seed}`)).toEqual([
      'convex 3',
      'convex 4',
      'gd-std 3',
      'gd-std 4',
      'gd-pgd 3',
      'gd-pgd 4',
    ]);
  });
});

it('has logged nothing in all of this but the job without memory', () => {
  const logged = product.log().match(/^(error|warning): .*/gm) ?? [];
  expect(logged.filter((line) => !/^error: job \S+: its process ended/.test(line))).toEqual([]);
});
