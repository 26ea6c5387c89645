// Stands in for src/jobs/worker/job-process.ts and speaks its protocol. The first word of the spec's name says what it
// does, the second for how many milliseconds:
//   instant      leaves a result at once
//   slow 3000    reports progress every 20 ms, then leaves a result; returns what it has when cancelled
//   stamp 300    after that time leaves a result that no other run leaves
//   stubborn     never answers and never ends, its thread busy
//   crash        ends with an uncaught error
//   heap         runs out of memory
//   suicide      is killed by a signal
//   refuse       finds the data wrong
// Of a comparison it leaves runs that say which process did them, and joins them.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8'));
const [action, duration = '0'] = ((spec.compare ?? spec).name ?? 'instant').split(' ');

process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

let order;
let wanted = () => {};
process.on('message', (message) => {
  if (message.type === 'cancel') return wanted(message.reason);
  order = message;
  actions[action]();
});

const leave = (name, text) => {
  const draft = join(folder, `${name}.${process.pid}.tmp`);
  writeFileSync(draft, text);
  renameSync(draft, join(folder, name));
};

const finish = (status, reason) => {
  clearInterval(ticking);
  wanted = () => {};
  const { task, number } = order;
  if (task.kind === 'runs') {
    const results = task.runs.map((run) => [run, { run, status, reason, pid: process.pid }]);
    leave(`runs-${number}.json`, JSON.stringify(results));
  } else {
    const parts = readdirSync(folder).filter((name) => name.startsWith('runs-'));
    const runs = parts.flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    const joined = task.kind === 'join' ? { runs: runs.sort(([a], [b]) => a - b) } : {};
    leave('result.json', JSON.stringify({ relucent: 1, status, reason, ...joined }));
    leave('report.html', '<!doctype html><title>fake</title>');
  }
  process.send({ type: 'done' });
};

let ticking;
const actions = {
  instant: () => finish('solved', 'at once'),
  slow() {
    if (order.task.kind === 'join') return finish('solved', 'joined');
    let iteration = 0;
    const steps = Number(duration) / 20;
    wanted = ({ status, message }) => finish(status, message);
    ticking = setInterval(() => {
      iteration++;
      process.send({ type: 'progress', progress: { iteration, objective: 1 / iteration } });
      if (iteration >= steps) finish('solved', `after ${iteration} steps`);
    }, 20);
  },
  stamp: () =>
    void setTimeout(() => finish('solved', randomUUID()), order.task.kind === 'join' ? 0 : Number(duration)),
  stubborn() {
    process.send({ type: 'progress', progress: { phase: 'busy' } }, () => {
      for (;;);
    });
  },
  crash() {
    throw new Error('secret detail of the crash');
  },
  suicide: () => process.kill(process.pid, 'SIGKILL'),
  heap() {
    const kept = [];
    for (;;) kept.push(new Array(1e5).fill(kept.length));
  },
  refuse() {
    const problem = {
      type: 'urn:relucent:problem:invalid-input',
      title: 'The input is not valid',
      status: 422,
      detail: '/data/y: wrong',
      errors: [{ pointer: '/data/y', message: 'wrong' }],
    };
    process.send({ type: 'failed', problem });
  },
};
