// Sends requests that nobody should send, and looks for 5xx answers, a crash, and memory that does not come back.
//
//   node bench/service/fuzz.mjs [--requests 10000] [--seed 1] [--out FILE.json]
//
// Every operation of the service's own OpenAPI description, with documents and parameters changed at random; wrong
// methods, types and encodings; malformed HTTP; giant bodies; clients that stall or leave half-way.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createClient } from '#relucent/client/client.js';
import { createRandom } from '#relucent/core/random.js';
import { machine } from './machine.mjs';
import { endProcess, startService } from './processes.mjs';

const lanes = 6;
/** Memory is compared from here on: caches are filled and code is compiled by then. */
const warmShare = 0.2;
const answerMs = 60_000;

const folder = new URL('../../examples/', import.meta.url);
/** Documents that are right, before they are changed. */
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  .filter((document) => (document.compare ?? document).data?.source !== 'file')
  .filter((document) => JSON.stringify(document).length < 20_000);
const penalty = {
  name: 'fuzzed',
  value: 'log(1 + abs(x) / a)',
  prox: 'numeric',
  params: { a: { type: 'number', default: 0.1, minimum: 0.01 } },
};
const table = Buffer.from('a,b,y\n1,2,yes\n3,4,no\n5,6,yes\n');

/** Values that go where others belong. */
const strange = [
  null,
  true,
  '',
  'NaN',
  '../../etc/passwd',
  'http://169.254.169.254/',
  '\u0000',
  '𝒳'.repeat(50),
  'x'.repeat(5000),
  -1,
  0,
  1e308,
  -1e-320,
  2 ** 53,
  0.1,
  [],
  {},
  [[]],
  [null],
  { source: 'file', path: '/etc/passwd' },
  '__proto__',
  'constructor',
];

function fuzzer({ uniform, ...rest }) {
  const random = { uniform, ...rest };
  const whole = (n) => Math.floor(uniform() * n);
  /** A copy: what is picked may be changed. */
  const pick = (list) => structuredClone(list[whole(list.length)]);
  const chance = (p) => uniform() < p;

  /** A copy with so many places changed. */
  const mutated = (value, changes = 1 + whole(3)) => {
    const copy = structuredClone(value);
    for (let k = 0; k < changes; k++) change(copy);
    return copy;
  };
  const change = (root) => {
    let place = root;
    for (;;) {
      const keys = Object.keys(place);
      const key = keys[whole(keys.length)];
      if (key === undefined) return;
      const inner = place[key];
      if (inner && typeof inner === 'object' && Object.keys(inner).length > 0 && chance(0.7)) {
        place = inner;
        continue;
      }
      const how = whole(6);
      if (how === 0 && !Array.isArray(place)) delete place[key];
      else if (how === 1 && !Array.isArray(place))
        place[pick(['extra', '', '__proto__ ', 'toString', 'x'.repeat(300)])] = pick(strange);
      else if (how === 2 && typeof inner === 'number') place[key] = inner * pick([-1, 0, 1e9, 1e-9, 0.5]);
      else if (how === 3 && typeof inner === 'string')
        place[key] = inner.slice(1) + pick(['', 'é', '\ud800']);
      else if (how === 4 && Array.isArray(place)) place.push(pick(strange));
      else place[key] = pick(strange);
      return;
    }
  };
  return { random, whole, pick, chance, mutated };
}

/** Requests of a service, one after the other, none of them as it should be (or only by chance). */
function requests(openapi, random, ids) {
  const { whole, pick, chance, mutated } = fuzzer(random);
  const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      ...operation,
    })),
  );
  const withBody = operations.filter(({ requestBody }) => requestBody);
  const segment = () =>
    chance(0.4) && ids.length > 0
      ? pick(ids)
      : encodeURIComponent(
          pick(['0', 'x'.repeat(200), '../..', '%00', 'ü', "' or 1=1 --", '__proto__', '-1', '.']),
        );
  const parameterValue = () =>
    String(pick([...strange, 'true', 'queued', '10', '-100', 'onnx', 'csv']) ?? '');
  const json = { 'Content-Type': 'application/json' };

  const bodyFor = ({ path }) => {
    if (path === '/v1/datasets') {
      const bytes = Buffer.from(table);
      for (let k = whole(4); k > 0; k--) bytes[whole(bytes.length)] = whole(256);
      const magic = pick(['', '\x93NUMPY\x01\x00', 'PK\x03\x04', '\x00\x00\x08\x03']);
      return {
        headers: { 'Content-Type': 'application/octet-stream' },
        body: Buffer.concat([Buffer.from(magic, 'latin1'), bytes]),
      };
    }
    if (path.startsWith('/v1/plugins')) return { headers: json, body: JSON.stringify(mutated(penalty)) };
    const document = pick(examples);
    const posted =
      path === '/v1/check' ? { result: pick(strange), document } : chance(0.1) ? pick(strange) : document;
    const changed = posted && typeof posted === 'object' ? mutated(posted) : posted;
    let text = JSON.stringify(changed);
    if (chance(0.05)) text = text.slice(0, whole(text.length));
    if (chance(0.03)) text = text.replace('{', '{"__proto__":{"x":1},');
    return { headers: json, body: text };
  };

  const ordinary = () => {
    const among = chance(0.5) ? operations : withBody;
    const operation = among[whole(among.length)];
    const path = operation.path.replace(/\{\w+\}/g, segment);
    const query = new URLSearchParams();
    for (const { name, in: where } of operation.parameters ?? [])
      if (where === 'query' && chance(0.4)) query.append(name, parameterValue());
    if (chance(0.05)) query.append(pick(['limit', 'nonsense', '__proto__[x]']), parameterValue());
    const headers = {};
    if (chance(0.05)) headers['Last-Event-ID'] = pick(['-1', 'x', '99999999999999999999']);
    if (chance(0.1)) headers['Idempotency-Key'] = pick(['a', 'b', 'x'.repeat(300)]);
    if (chance(0.03)) headers.Authorization = pick(['Bearer', 'Bearer rlc_0_0', 'Basic eDp4']);
    // Jobs that are run cost time, and are not what is tried here.
    if (operation.path === '/v1/jobs' && operation.method === 'POST' && chance(0.7))
      query.set('dryRun', 'true');
    const sent = operation.requestBody ? bodyFor(operation) : {};
    return {
      method: operation.method,
      path: `${path}?${query}`,
      headers: { ...headers, ...sent.headers },
      body: sent.body,
    };
  };

  const odd = [
    () => ({ ...ordinary(), method: pick(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE']) }),
    () => {
      const one = ordinary();
      one.headers['Content-Type'] = pick([
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/json; charset=utf-16',
        'x',
      ]);
      return one;
    },
    () => ({
      method: 'POST',
      path: '/v1/jobs',
      headers: { ...json, 'Content-Encoding': pick(['gzip', 'br', 'nonsense']) },
      body: chance(0.5) ? gzipSync('{"relucent":1}') : 'nonsense',
    }),
    () => ({
      method: 'POST',
      path: '/v1/jobs',
      headers: json,
      body: pick([
        `${'['.repeat(100_000)}`,
        `{"a":${'['.repeat(20_000)}1${']'.repeat(20_000)}}`,
        Buffer.from([0xff, 0xfe, 0x7b]),
        '1e999',
      ]),
    }),
    () => ({ method: pick(['GET', 'POST']), path: `/${'a/'.repeat(whole(500))}`, headers: {} }),
  ];
  const raw = [
    'GET / HTTP/9.9\r\n\r\n',
    'NONSENSE\r\n\r\n',
    '\0\0\0\0',
    'GET /v1/jobs HTTP/1.1\r\n\r\n',
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    'POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
    'POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET /v1/jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    'GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'GET /%zz/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'GET /v1/jobs?limit=%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    // Their bodies stay away: these clients leave half-way.
    'POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"relucent":',
    'POST /v1/datasets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\na,b\n1,2\n',
    'GET /v1/jobs HTTP/1.1\r\nHost: loc',
  ];
  let giants = 0;
  return () => {
    if (chance(0.08)) return { raw: pick(raw), staysMs: whole(300) };
    // One in two hundred is a body over the limit, or one just below it that is refused only when it has been read.
    if (chance(0.005)) {
      giants++;
      const size = giants % 2 === 0 ? 17 * 2 ** 20 : 8 * 2 ** 20;
      return { method: 'POST', path: '/v1/jobs', headers: json, body: Buffer.alloc(size, '[1,') };
    }
    return chance(0.12) ? odd[whole(odd.length)]() : ordinary();
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: lanes });

/** The status, or what became of the connection. */
function send(url, { method, path, headers, body }) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, method, path, headers, agent, timeout: answerMs }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        if (text.length < 2000) text += part;
      });
      const done = () => resolve({ status: response.statusCode, text, location: response.headers.location });
      response.on('end', done).on('error', done);
      // A stream of events of a job that waits would not end.
      if (/event-stream/.test(response.headers['content-type']))
        setTimeout(() => response.destroy(), 50).unref();
      response.on('close', done);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', (error) => resolve({ status: error.message === 'no answer' ? 'silent' : 'broken off' }));
    sent.end(body);
  });
}

function sendRaw(url, { raw, staysMs }) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write(raw));
    setTimeout(() => socket.destroy(), 20 + staysMs);
    socket.on('data', (part) => {
      said += part;
    });
    socket.on('error', () => {});
    socket.on('close', () =>
      resolve({ status: Number(/^HTTP\/1.1 (\d+)/.exec(said)?.[1]) || 'broken off', text: said }),
    );
  });
}

function megabytes(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
}

/** What the process holds when nothing is asked of it: the least of a few looks. */
async function restingMegabytes(pid) {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 10; k++) {
    await sleep(500);
    least = Math.min(least, megabytes(pid));
  }
  return least;
}

export async function fuzzTrial({ count, seed, log = () => {} }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'relucent-fuzz-'));
  const server = await startService(dataDir, { concurrency: 1, env: { RELUCENT_SOLVE_SECONDS: '55' } });
  let crashed = false;
  server.child.once('exit', () => {
    crashed = true;
  });
  try {
    const client = createClient({ url: server.url });
    const ids = [];
    const next = requests(await client.openapi(), createRandom(seed, 'fuzz'), ids);
    const answers = {};
    const wrong = [];
    let sent = 0;
    const lane = async (until) => {
      while (sent < until && !crashed) {
        sent++;
        const one = next();
        const answer = one.raw === undefined ? await send(server.url, one) : await sendRaw(server.url, one);
        answers[answer.status] = (answers[answer.status] ?? 0) + 1;
        // A valid problem may take longer than its client may wait: that is said with a 504.
        const tooLate = answer.status === 504 && /problem:too-late/.test(answer.text);
        if ((answer.status >= 500 && !tooLate) || answer.status === 'silent') {
          wrong.push(
            `${answer.status} ${one.method ?? 'raw'} ${one.path ?? one.raw.slice(0, 60)}: ${answer.text} <- ${String(one.body).slice(0, 1500)}`,
          );
          log(wrong.at(-1));
        }
        const created =
          answer.status === 202 ? /^\/v1\/jobs\/([\w-]+)$/.exec(answer.location ?? '')?.[1] : undefined;
        if (created) {
          ids.push(created);
          if (ids.length > 20) ids.shift();
          await client.cancelJob(created).catch(() => {});
        }
        if (sent % 1000 === 0)
          log(`${sent} requests: ${JSON.stringify(answers)}, ${megabytes(server.child.pid)} MB`);
      }
    };
    const run = (until) => Promise.all(Array.from({ length: lanes }, () => lane(until)));
    await run(Math.round(count * warmShare));
    const before = await restingMegabytes(server.child.pid);
    await run(count);
    const after = await restingMegabytes(server.child.pid);
    if (crashed) throw new Error(`the server ended: ${server.child.said}`);
    await client.isReady();
    return {
      requests: sent,
      seed,
      answers,
      wrong: wrong.length,
      megabytes: { before, after, growth: after - before },
    };
  } finally {
    await endProcess(server.child, 'SIGTERM');
    agent.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  });
  const found = await fuzzTrial({
    count: Number(values.requests),
    seed: Number(values.seed),
    log: console.error,
  });
  const report = JSON.stringify({ machine: machine(), ...found }, null, 2);
  console.log(report);
  if (values.out) writeFileSync(values.out, `${report}\n`);
  if (found.wrong > 0) process.exitCode = 1;
}
