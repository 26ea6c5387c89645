import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const load = (path: string) => import(new URL(path, root).href);
const { compareRuns } = await load('bench/harness/compare.mjs');
const { inTurns, quantile, rowOf } = await load('bench/harness/turns.mjs');
const { readRun } = await load('bench/harness/read.mjs');
const { benchmarksPage } = await load('scripts/benchmarks-page.mjs');

const machine = { cpu: 'c', cores: 2, node: '20' };
const run = (rows: object[], more = {}) => ({ machine: { ...machine, ...more }, rows });
const row = (ours: number, spread: number, more = {}) => ({
  name: 'a',
  unit: 's',
  ours,
  peer: null,
  ratio: null,
  spread: { ours: [ours - spread, ours + spread] },
  goal: null,
  reached: null,
  ...more,
});

describe('runs are compared with the one before', () => {
  it.each([
    ['regression', row(1, 0.1), row(1.5, 0.1)],
    ['as before', row(1, 0.3), row(1.5, 0.3)],
    ['as before', row(1, 0.01), row(1.05, 0.01)],
    ['better', row(1, 0.1), row(0.5, 0.1)],
    ['unclear', row(1, 0, { spread: null }), row(1.5, 0, { spread: null })],
    ['regression', row(1, 0.1, { better: 'more' }), row(0.5, 0.1, { better: 'more' })],
  ])('%s', (verdict, before, after) => {
    expect(compareRuns(run([before]), run([after]))).toMatchObject([{ verdict }]);
  });

  it('takes ratios where there is a peer, because a busy machine slows both', () => {
    const beside = (ours: number) =>
      row(ours, 0, { peer: ours / 2, ratio: 2, spread: { ours: [ours, ours], ratio: [1.9, 2.1] } });
    expect(compareRuns(run([beside(1)]), run([beside(9)]))).toMatchObject([
      { by: 'ratio', verdict: 'as before' },
    ]);
  });

  it('compares times of one machine only, and leaves new rows alone', () => {
    expect(compareRuns(run([row(1, 0)]), run([row(9, 0)], { cpu: 'other' }))).toEqual([]);
    expect(compareRuns(run([]), run([row(9, 0)]))).toEqual([]);
  });
});

describe('measuring in turns', () => {
  it('calls everything once a round, the first round not counted, beginning with another each time', async () => {
    const calls: string[] = [];
    const of = (name: string) => () => calls.push(name);
    const samples = await inTurns({ a: of('a'), b: of('b') }, 5);
    expect([samples.a.length, samples.b.length]).toEqual([5, 5]);
    expect(calls.join('')).toBe('baabbaabbaab');
    await expect(inTurns({ a: of('a') }, 4)).rejects.toThrow('at least 5');
  });

  it('takes quantiles between samples, and ratios round by round', () => {
    expect(quantile([3, 1, 2, 4], 0.25)).toBe(1.75);
    const result = rowOf({ name: 'a', unit: 's', ours: [1, 8, 3], peer: [1, 2, 1], goal: 2 });
    expect(result).toMatchObject({ ours: 3, peer: 1, ratio: 3, reached: false });
  });
});

describe('the page', () => {
  it('says where a peer is faster, and what is not measured', () => {
    const suite = ['x', 'y'].map((name) => ({ name, title: name.toUpperCase(), script: `${name}.mjs` }));
    const slow = row(2, 0, { peer: 1, peerName: 'P', ratio: 2 });
    const stored = { x: { run: { name: 'x', ...run([slow]) } } };
    const goals = [{ of: 'o', goal: 'g', most: 1, benchmark: 'x', row: 'a' }];
    const page = benchmarksPage({ suite, goals, stored });
    expect(page).toContain('| o | g | 2x | missed |');
    expect(page).toContain('| x | a | P | 2x |');
    expect(page).toContain('- Y (`y`, `bench/y.mjs`)');
    expect(page).toContain('Not measured: `bench/gpu`');
  });

  it('judges goals without a peer by their own figures', () => {
    const row = (cpu: number) => ({
      programs: [{ name: 'p', n: 1, d: 2, patterns: 3, solves: [solve(cpu)] }],
    });
    const solve = (cpu: number) => ({ solver: 's', memoryMb: 9, reached: { '0.01': { cpu } } });
    const goals = [
      { of: 'o', goal: 'g', limits: { ours: 60, memoryMb: 10 }, benchmark: 'x', row: /to 1e-2, s/ },
    ];
    const page = (cpu: number) =>
      benchmarksPage({ suite: [], goals, stored: { x: { run: readRun(row(cpu), 'x') } } });
    expect(page(50)).toContain('| o | g | 50 CPU s, 9 MB | reached |');
    expect(page(70)).toContain('| missed |');
  });

  it('puts a solve beside every peer, and says which one was stopped', () => {
    const solves = [
      { solver: 'ours', memoryMb: 1, reached: { '0.001': { cpu: 2 } } },
      { solver: 'clarabel (native)', memoryMb: 1, cpu: 8 },
      { solver: 'clarabel (WebAssembly)', memoryMb: 1, cpu: 40, failed: 'not ended' },
    ];
    const { rows } = readRun({ programs: [{ name: 'p', n: 1, d: 2, patterns: 3, solves }] }, 'x');
    expect(rows).toMatchObject([
      { ratio: 0.25 },
      { ratio: 0.05, note: expect.stringContaining('upper bound') },
    ]);
  });

  it('takes the median over rounds in turns, and says how far they lie apart', () => {
    const cpus = [2, 4, 3, 9, 3];
    const rounds = cpus.map((cpu) => ({ cpu: 10, reached: { '0.001': cpu } }));
    const solves = [
      { solver: 'ours', memoryMb: 1, cpu: 10, reached: { '0.001': { cpu: 3 } }, rounds },
      { solver: 'clarabel (native)', memoryMb: 1, cpu: 8, rounds: cpus.map((cpu) => ({ cpu: 2 * cpu })) },
    ];
    const { rows } = readRun({ programs: [{ name: 'p', n: 1, d: 2, patterns: 3, solves }] }, 'x');
    expect(rows).toMatchObject([
      { ours: 3, peer: 6, ratio: 0.5, rounds: 5, spread: { ours: [3, 4], ratio: [0.5, 0.5] } },
    ]);
  });

  it('reads a run in its own form as it is, and an unknown form not at all', () => {
    expect(readRun(run([row(1, 0)]), 'a')).toMatchObject({ name: 'a', rows: [{ ours: 1 }] });
    expect(readRun({ trials: [] }, 'a')).toBeUndefined();
  });

  it('is what the stored figures give', () => {
    const script = fileURLToPath(new URL('scripts/generate-measurements.mjs', root));
    execFileSync(process.execPath, [script, '--check']);
  });
});
