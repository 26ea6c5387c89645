import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningService, startService } from '#relucent/server/start.js';
import { call, fakeProcess, newDirectory } from '../server/client.js';
import { runToJson, specs } from './runs.js';

let service: RunningService;
beforeAll(async () => {
  service = await startService({
    host: '127.0.0.1',
    port: 0,
    dataDir: newDirectory(),
    logger: { info() {}, warn() {}, error() {} },
    processModule: fakeProcess,
  });
});
afterAll(() => service.close());
const post = (body: unknown) => call(`${service.url}/v1/check`, 'POST', body);

it('POST /v1/check re-verifies a result, with and without its document', async () => {
  const document = { relucent: 1, ...specs['adversarial-hinge'] };
  const result = await runToJson(document);
  expect((await post({ result })).body).toMatchObject({ verdict: 'pass', document: 'carried' });
  expect((await post({ result, document })).body).toMatchObject({ verdict: 'pass', document: 'given' });

  result.bounds.lower! += 1;
  const answer = await post({ result });
  expect(answer.status).toBe(200);
  expect(answer.body.verdict).toBe('fail');
  expect(answer.body.claims).toContainEqual(
    expect.objectContaining({ pointer: '/bounds/lower', verdict: 'fail' }),
  );
});

it('refuses what is no result, what is no document, and files', async () => {
  const result = await runToJson({ ...specs['standard-hinge'] });
  const refused: [unknown, string][] = [
    [[], ''],
    [{}, '/result'],
    [{ result: {} }, '/result/'],
    [{ result, data: 1 }, '/data'],
    [{ result, document: { relucent: 1 } }, '/document/data'],
    [{ result, document: { relucent: 1, data: { source: 'file', path: '/etc/passwd' } } }, '/document/data'],
  ];
  for (const [body, pointer] of refused) {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer.startsWith(pointer)).toBe(true);
  }
});
