import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startService } from '#relucent/server/start.js';
import { refusal } from '#relucent/server/webhooks/deliver.js';
import { isPublicAddress, lookupPublic } from '#relucent/server/webhooks/public-address.js';
import { call, ended, fakeProcess, newDirectory, specNamed, until } from './client.js';

const quiet = {
  host: '127.0.0.1',
  port: 0,
  logger: { info() {}, warn() {}, error() {} },
  processModule: fakeProcess,
};
const webhookSecret = 'sixteen characters';

it('goes out signed when the job has ended, and again when it was not taken', async () => {
  const received: { headers: Record<string, string>; body: string }[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(received.length === 1 ? 302 : 204, { location: '/elsewhere' }).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?x=1`;
  const service = await startService({
    ...quiet,
    dataDir: newDirectory(),
    webhookSecret,
    webhookAllowPrivate: true,
  });

  const headers = { 'Relucent-Webhook': url };
  const { body: job } = await call(`${service.url}/v1/jobs`, 'POST', specNamed('instant'), headers);
  await until(service.url + job.links.self, ended);
  while (received.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { headers, body } of received) {
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
    const expected = createHmac('sha256', webhookSecret).update(`${id}.${at}.${body}`).digest('base64');
    expect([id, signature]).toEqual([job.id, `v1,${expected}`]);
    expect(JSON.parse(body)).toMatchObject({ type: 'job.ended', job: { id: job.id, status: 'succeeded' } });
  }
  // Not to /elsewhere: redirects lead anywhere.
  expect(received).toHaveLength(2);
  await service.close();
  receiver.close();
}, 20_000);

it('is refused where it could reach into the network of the server', async () => {
  const service = await startService({ ...quiet, dataDir: newDirectory(), webhookSecret });
  const post = (url: string) =>
    call(`${service.url}/v1/jobs`, 'POST', specNamed('instant'), { 'Relucent-Webhook': url });
  for (const url of [
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://user:secret@example.org/',
    'file:///etc/passwd',
    'not a url',
  ]) {
    const refused = await post(url);
    expect([url, refused.status]).toEqual([url, 400]);
    expect(refused.body.errors[0].pointer).toBe('/Relucent-Webhook');
  }
  expect((await call(`${service.url}/v1/jobs`)).body.jobs).toEqual([]);
  await service.close();
});

it('is refused where nothing could sign it', async () => {
  const service = await startService({ ...quiet, dataDir: newDirectory() });
  const headers = { 'Relucent-Webhook': 'https://example.org/' };
  const refused = await call(`${service.url}/v1/jobs`, 'POST', specNamed('instant'), headers);
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringMatching('webhookSecret')]);
  await service.close();
});

it('knows public addresses, also behind names', async () => {
  for (const address of ['8.8.8.8', '2606:4700::1111', '223.255.255.254']) {
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
  }
  for (const address of [
    '10.1.2.3',
    '172.31.0.1',
    '100.64.0.1',
    '255.255.255.255',
    '::',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fd00::1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'no address',
  ]) {
    expect([address, isPublicAddress(address)]).toEqual([address, false]);
  }
  expect(refusal('https://example.org/', false)).toBeUndefined();
  const found = await new Promise((resolve) =>
    lookupPublic('localhost', { all: true }, (error) => resolve(error)),
  );
  expect(String(found)).toMatch('not public');
});
