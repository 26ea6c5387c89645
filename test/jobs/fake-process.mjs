// Stands in for src/jobs/job-process.ts and speaks its protocol. The first word of the spec's name says what it
// does, the second for how many milliseconds:
//   instant      leaves a result at once
//   slow 3000    reports progress every 20 ms, then leaves a result; returns what it has when cancelled
//   stubborn     never answers and never ends, its thread busy
//   crash        ends with an uncaught error
//   heap         runs out of memory
//   refuse       finds the data wrong
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8'));
const [action, duration = '0'] = ((spec.compare ?? spec).name ?? 'instant').split(' ');

process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const finish = (status, reason) => {
  const draft = join(folder, `result.json.${process.pid}.tmp`);
  writeFileSync(draft, JSON.stringify({ relucent: 1, status, reason }));
  renameSync(draft, join(folder, 'result.json'));
  writeFileSync(join(folder, 'report.html'), '<!doctype html><title>fake</title>');
  process.send({ type: 'done' }, () => process.exit(0));
};

const actions = {
  instant: () => finish('solved', 'at once'),
  slow() {
    let iteration = 0;
    const steps = Number(duration) / 20;
    process.on('message', ({ reason }) => finish(reason.status, reason.message));
    setInterval(() => {
      iteration++;
      process.send({ type: 'progress', progress: { iteration, objective: 1 / iteration } });
      if (iteration >= steps) finish('solved', `after ${iteration} steps`);
    }, 20);
  },
  stubborn() {
    process.send({ type: 'progress', progress: { phase: 'busy' } }, () => {
      for (;;);
    });
  },
  crash() {
    throw new Error('secret detail of the crash');
  },
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
    process.send({ type: 'failed', problem }, () => process.exit(0));
  },
};
actions[action]();
