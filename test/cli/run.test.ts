import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { validate } from '#relucent/core/validation.js';
import { cli, startCli } from '../e2e/product.js';
import { denseDocument } from '../support/networks.js';
import { referenceInstances, specOf } from '../support/reference-instances.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relucent-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const moons = {
  relucent: 1,
  name: 'moons',
  data: { source: 'generator', name: 'two-moons', n: 20, bias: true },
  model: { hidden: [8] },
};
const { relucent, ...task } = moons;
const comparison = {
  relucent,
  compare: { relucent, ...task },
  solvers: [{ name: 'convex' }, { name: 'gd-std', options: { epochs: 5 } }],
};
/** A conic solver takes many seconds for it, and has no point before the end. */
const heavy = {
  relucent: 1,
  data: { source: 'generator', name: 'planted', n: 400, d: 40 },
  solver: { name: 'convex', options: { patterns: { method: 'sampled', distinct: 40 } } },
};

/** Standard output holds one result document and nothing else. */
function resultOf(stdout: string): Result {
  return validate<Result>('result.json', JSON.parse(stdout));
}

describe.concurrent('relucent run', () => {
  it('writes the result to standard output and the story to standard error', async () => {
    const { code, stdout, stderr } = await cli(['run', write('moons.json', moons)]);
    expect(code).toBe(0);
    const result = resultOf(stdout);
    expect(result).toMatchObject({ status: 'solved', name: 'moons', solver: { name: 'convex' } });
    expect(result.bounds.lower!).toBeLessThanOrEqual(result.objective!);
    expect(stderr).toContain(`solved: ${result.reason}`);
    expect(stderr).toContain(`objective ${result.objective}`);
  });

  it('writes the result and the report to files', async () => {
    const [out, report] = [join(folder, 'result.json'), join(folder, 'report.html')];
    const spec = write('comparison.json', comparison);
    const { code, stdout, stderr } = await cli(['run', spec, '--out', out, '--report', report]);
    expect([code, stdout]).toEqual([0, '']);
    const result = validate<ComparisonResult>(
      'comparison-result.json',
      JSON.parse(readFileSync(out, 'utf8')),
    );
    expect(result.runs).toHaveLength(2);
    for (const { label } of result.ladder) expect(stderr).toContain(label);
    const html = readFileSync(report, 'utf8');
    expect(html).toMatch(/^<!doctype html>/i);
    for (const { label } of result.ladder) expect(html).toContain(label);
  });

  it('says before the run that a file cannot be written', async () => {
    const spec = write('unwritten.json', heavy);
    for (const option of ['--out', '--report']) {
      const { code, stderr } = await cli(['run', spec, option, join(folder, 'no', 'such', 'file')]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${option} ${folder}`)]);
    }
  });

  it('reads a spec from standard input, with a byte order mark or without', async () => {
    for (const text of [JSON.stringify(moons), `\ufeff${JSON.stringify(moons)}`]) {
      const { code, stdout } = await cli(['run', '-', '--dry-run'], text);
      expect([code, JSON.parse(stdout).data.train]).toEqual([0, 20]);
    }
    const { code, stdout, stderr } = await cli(['run', '-']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch('not JSON');
  });

  it('changes fields with --set: nested ones, JSON and text, entries of arrays', async () => {
    const settings = [
      'solvers.1.options.epochs=7',
      'solvers.1.label=gradient = descent',
      'solvers.2={"name":"sgd"}',
      'compare.model.hidden=[6]',
      'compare.regularizer.weight=0.01',
      'compare.seed=5',
      'repeats=2',
    ].flatMap((setting) => ['--set', setting]);
    const spec = write('settings.json', comparison);
    const { code, stdout } = await cli(['run', spec, '--dry-run', ...settings]);
    expect(code).toBe(0);
    const { runs } = JSON.parse(stdout);
    expect(runs.map(({ label, seed }: { label: string; seed: number }) => `${label} ${seed}`)).toEqual([
      'convex 5',
      'convex 6',
      'gradient = descent 5',
      'gradient = descent 6',
      'sgd 5',
      'sgd 6',
    ]);
    expect(runs[2].options.epochs).toBe(7);

    const run = await cli(['run', write('set.json', moons), '--set', 'regularizer.weight=0.25']);
    const [plain, heavier] = [await cli(['run', write('plain.json', moons)]), run].map(({ stdout }) =>
      resultOf(stdout),
    );
    expect(heavier!.objective!).toBeGreaterThan(2 * plain!.objective!);
  });

  it('refuses a --set that sets nothing', async () => {
    const spec = write('refused.json', comparison);
    const wrong: [setting: string, named: string][] = [
      ['seed', 'path=value'],
      ['compare.seed.x=1', '/compare/seed'],
      ['solvers.x=1', '/solvers'],
      ['solvers.7.name=sgd', '/solvers'],
      ['__proto__.polluted=1', '__proto__'],
      ['compare.seed=one', '/compare/seed'],
    ];
    for (const [setting, named] of wrong) {
      const { code, stdout, stderr } = await cli(['run', spec, '--set', setting, '--dry-run']);
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(named)]);
    }
  });

  it('shows with --dry-run what every trainer says, without training', async () => {
    const spec = write('dry.json', { ...heavy, solver: { name: 'auto' } });
    const { code, stdout, stderr } = await cli(['run', spec, '--dry-run']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^auto: convex, .*\n {2}yes {2}convex /m)]);
    const { kind, routing, runs } = JSON.parse(stdout);
    expect([kind, routing.chosen, runs.length]).toEqual(['spec', 'convex', 1]);
    const pgd = routing.answers.find(({ name }: { name: string }) => name === 'gd-pgd');
    expect(pgd).toEqual({ name: 'gd-pgd', supported: false, reason: expect.stringContaining('threat') });
  });

  it("finds data beside the spec, wherever it is called, and tells what it can't find", async () => {
    const place = join(folder, 'beside');
    mkdirSync(join(place, 'data'), { recursive: true });
    const rows = Array.from({ length: 12 }, (_, k) => `${k},${(k * 5) % 7},${k % 2 ? 'yes' : 'no'}`);
    writeFileSync(join(place, 'data', 'rows.csv'), `a,b,label\n${rows.join('\n')}\n`);
    const data = { source: 'file', path: 'data/rows.csv' };
    writeFileSync(join(place, 'spec.json'), JSON.stringify({ relucent: 1, data }));
    for (const [path, from] of [
      [join(place, 'spec.json'), tmpdir()],
      ['beside/spec.json', folder],
      ['../spec.json', join(place, 'data')],
    ] as const) {
      const { code, stdout } = await cli(['run', path, '--dry-run'], '', from);
      expect([code, JSON.parse(stdout).data]).toMatchObject([0, { train: 12, columns: ['a', 'b'] }]);
    }
    // A spec from standard input has no folder: the current one takes its place.
    const piped = await cli(['run', '-', '--dry-run'], JSON.stringify({ relucent: 1, data }), place);
    expect(piped.code).toBe(0);
    const lost = await cli(['run', '-', '--dry-run'], JSON.stringify({ relucent: 1, data }), tmpdir());
    expect([lost.code, lost.stdout]).toEqual([2, '']);
    expect(lost.stderr).toMatch(/\/data\/path: .*rows\.csv/);
  });

  it('ends with 3 when the solver ended without a network', async () => {
    const spec = write('limited.json', { ...heavy, limits: { seconds: 0.2 } });
    const { code, stdout, stderr } = await cli(['run', spec]);
    expect(code).toBe(3);
    expect(resultOf(stdout).status).toBe('limit');
    expect(resultOf(stdout)).not.toHaveProperty('network');
    expect(stderr).toMatch('limit: the time limit of 0.2 s was reached');
  });

  it.each([
    ['RELUCENT_BLAS', '/nowhere/libopenblas.so'],
    ['RELUCENT_BACKEND', 'abacus'],
  ])('ends with 2 and one line where %s asks for what is not there', async (variable, value) => {
    const spec = write(`${variable}.json`, { ...moons, solver: { name: 'adam', options: { epochs: 1 } } });
    const { code, stderr } = await startCli(['run', spec], '', folder, { [variable]: value }).ended;
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(new RegExp(`^${variable}.*$`));
  });

  it('ends with 130 when interrupted, and still writes what it has', async () => {
    const alone = startCli(['run', write('heavy.json', heavy)]);
    await alone.shows('solve');
    alone.process.kill('SIGINT');
    const { code, stdout, stderr } = await alone.ended;
    expect(code).toBe(130);
    expect(resultOf(stdout)).toMatchObject({ status: 'cancelled', reason: 'interrupted' });
    expect(stderr).toMatch('cancelled: interrupted');
  });

  it('ends with 130 when interrupted in an attack, and writes the network without it', async () => {
    const attacked = startCli([
      'run',
      write('attacked.json', {
        ...moons,
        threat: { radius: 0.1 },
        solver: { name: 'gd-std', options: { epochs: 5 } },
        evaluate: { attacks: [{ name: 'pgd', label: 'endless', steps: 10_000, restarts: 1000 }] },
      }),
    ]);
    await attacked.shows('evaluate');
    attacked.process.kill('SIGINT');
    const { code, stdout } = await attacked.ended;
    expect(code).toBe(130);
    const result = resultOf(stdout);
    expect(result.network).toBeDefined();
    expect(Object.keys(result.metrics!.train!.attacks)).not.toContain('endless');
    expect(result).not.toHaveProperty('objectiveAttacked');
    expect(result.metrics!.train).not.toHaveProperty('attacked');
  });

  it('keeps the runs of a comparison that ended before the interruption', async () => {
    const { relucent, solver, ...compare } = heavy;
    const solvers = [{ name: 'gd-std', options: { epochs: 2 } }, solver];
    const spec = write('interrupted.json', { relucent, compare: { relucent, ...compare }, solvers });
    const compared = startCli(['run', spec]);
    await compared.shows('convex');
    compared.process.kill('SIGINT');
    const { code, stdout } = await compared.ended;
    expect(code).toBe(130);
    const result = validate<ComparisonResult>('comparison-result.json', JSON.parse(stdout));
    expect(result.status).toBe('cancelled');
    const [before, during] = result.runs;
    expect(before!.network).toBeDefined();
    // It may have found a network already, which is kept then.
    expect(during!.status).toBe('cancelled');
    expect(result.ladder.map(({ solver }) => solver)).toContain('gd-std');
  });

  it('writes a large result to a pipe to its last byte', async () => {
    const large = {
      relucent: 1,
      data: { source: 'generator', name: 'random-labels', n: 40, d: 300 },
      model: { hidden: [256] },
      solver: { name: 'adam', options: { epochs: 1 } },
    };
    const { code, stdout } = await cli(['run', write('large.json', large)]);
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(1e6);
    expect(denseDocument(resultOf(stdout).network!, 0).weight).toHaveLength(256);
  });

  it('does not mind a reader that has seen enough', async () => {
    const { process: child, ended } = startCli(['run', write('unread.json', moons)]);
    child.stdout!.destroy();
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('EPIPE')]);
  });
});

describe.concurrent('the other commands', () => {
  it('list the plugins, for people and for programs', async () => {
    const { code, stdout } = await cli(['plugins', '--json']);
    expect(code).toBe(0);
    const plugins: { kind: string; name: string; description: string }[] = JSON.parse(stdout);
    const names = plugins.map(({ kind, name }) => `${kind} ${name}`);
    expect(names).toEqual(expect.arrayContaining(['trainer convex', 'trainer gd-pgd', 'attack pgd']));
    const table = await cli(['plugins']);
    expect(table.code).toBe(0);
    const lines = table.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual(names);
  });

  it('explain themselves', async () => {
    const { code, stdout } = await cli(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'serve', 'plugins', 'demo']) expect(stdout).toMatch(`\n  ${command} `);
    const run = await cli(['run', '--help']);
    expect(run.code).toBe(0);
    for (const option of ['--out', '--report', '--set', '--dry-run']) expect(run.stdout).toContain(option);
    const version = await cli(['--version']);
    expect([version.code, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  it.each([
    ['an unknown command', ['solve'], 'solve'],
    ['an unknown option', ['run', 'spec.json', '--fast'], '--fast'],
    ['an unknown option of another command', ['plugins', '--jsn'], '--jsn'],
    ['no spec', ['run'], 'spec'],
    ['two specs', ['run', 'a.json', 'b.json'], 'argument'],
    ['an option without its value', ['run', 'a.json', '--out'], '--out'],
    ['a spec that is not there', ['run', 'none.json'], 'none.json'],
    ['a folder for a spec', ['run', '.'], 'EISDIR'],
    ['a port that is none', ['serve', '--port', '70000'], '/port'],
    ['a public address', ['serve', '--host', '0.0.0.0', '--port', '0'], 'RELUCENT_ALLOW_PUBLIC'],
    ['a demo of a spec', ['demo', '--spec', 'package.json'], '/relucent'],
  ])('refuse %s with 2', async (_what, args, named) => {
    const { code, stdout, stderr } = await cli(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(named);
    expect(stderr).not.toMatch(/\.js:\d/);
  });

  it('refuse nothing at all with the help', async () => {
    const { code, stdout, stderr } = await cli([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch('Usage');
  });
});

describe.skipIf(!referenceInstances).concurrent('reference programs', () => {
  it.each(referenceInstances ?? [])('$name is solved to its optimum', async (instance) => {
    const patterns = { method: 'explicit', patterns: instance.D };
    const spec = { relucent: 1, ...specOf(instance), solver: { name: 'convex', options: { patterns } } };
    const { code, stdout, stderr } = await cli(['run', '-'], JSON.stringify(spec));
    expect([code, stderr]).toEqual([0, expect.stringContaining('solved')]);
    const { objective, bounds } = resultOf(stdout);
    expect(Math.abs(objective! - instance.optimal_value)).toBeLessThan(1e-6);
    expect(bounds.lower!).toBeLessThanOrEqual(objective!);
    expect(objective!).toBeLessThanOrEqual(bounds.upper!);
    expect(bounds.lower!).toBeGreaterThan(instance.optimal_value - 1e-6);
  });
});
