import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { version } from '#relucent/core/version.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { convexFigure1, figure1 } from '#relucent/reproduce/convex-fig1.js';
import { convexFigure2 } from '#relucent/reproduce/convex-fig2.js';
import { convexFigure3 } from '#relucent/reproduce/convex-fig3.js';
import { convexTable1, table1 } from '#relucent/reproduce/convex-table1.js';
import { orderings, published } from '#relucent/reproduce/convex-table1-published.js';
import { withData } from '#relucent/reproduce/data-folder.js';
import type { ExperimentContext, ExperimentResult } from '#relucent/reproduce/experiment.js';
import { experimentNamed, experiments } from '#relucent/reproduce/index.js';
import { overviewPage } from '#relucent/reproduce/overview.js';
import { experimentReport } from '#relucent/reproduce/report.js';
import { robustSoft } from '#relucent/reproduce/robust-soft.js';
import { Interrupted } from '#relucent/reproduce/train.js';
import { sharedFile } from '../support/problems.js';

const context = (more: Partial<ExperimentContext> = {}): ExperimentContext => ({
  registry: builtinRegistry(),
  quick: true,
  signal: new AbortController().signal,
  report: () => {},
  ...more,
});

/** What every experiment must give. */
function expectComplete({ claims, tables, differences }: ExperimentResult): void {
  expect(claims.length).toBeGreaterThan(0);
  for (const { claim, published, ours, verdict, note } of claims) {
    for (const text of [claim, published, ours]) expect(text).not.toMatch(/^$|NaN|undefined|Infinity/);
    if (verdict === 'not measured') expect(note).toBeTruthy();
  }
  expect(differences.length).toBeGreaterThan(0);
  for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
}
const verdicts = ({ claims }: ExperimentResult) => claims.map(({ verdict }) => verdict);

describe('the experiments of Bai et al.', () => {
  it('Fig. 1, small: the plateau at 128 draws', async () => {
    const result = await figure1({ draws: [4, 128, 512], repeats: 2 }, context());
    expectComplete(result);
    expect(verdicts(result)).toEqual(Array(6).fill('holds'));
    expect(result.settings).toMatchObject({ patterns: 80 });
    expect(result.differences).toContain('2 repeats in place of 15.');
    const html = experimentReport(convexFigure1, result);
    expect(html).toContain('Objective against the number of draws');
    expect(html).not.toMatch(/<script|NaN|undefined/);
  });

  it('Fig. 2: points and boxes', async () => {
    const result = await convexFigure2.run(context());
    expectComplete(result);
    expect(verdicts(result)).toEqual(Array(3).fill('holds'));
    expect(result.figures).toHaveLength(2);
  });

  it('Fig. 3: the losses agree on the box and nowhere else', async () => {
    const result = await convexFigure3.run(context());
    expectComplete(result);
    expect(verdicts(result)).toEqual(['holds', 'holds']);
    expect(result.figures).toHaveLength(2);
    // The standard network's losses part inside the box: the check can fail.
    expect(Number(result.tables[0]!.rows[1]![1])).toBeGreaterThan(1e-3);
    expect(experimentReport(convexFigure3, result)).not.toMatch(/NaN|undefined/);
  });

  it.skipIf(!sharedFile('data/cifar10'))('Table I, small', async () => {
    const size = { images: 60, side: 3, repeats: 1, epochs: 40, attackSteps: 10, seconds: 60 };
    const result = await table1(size, context({ dataFolder: sharedFile('data/cifar10')! }));
    expectComplete(result);
    expect(result.claims).toHaveLength(orderings.length);
    const verdict = (claim: string) => result.claims.find((one) => one.claim.startsWith(claim))?.verdict;
    expect(verdict('Algorithm 1 reaches a lower objective')).toBe('holds');
    expect(verdict('Algorithm 2 reaches a lower objective')).toBe('holds');
    expect(verdict('Algorithm 2 has the best accuracy under PGD')).toBe('holds');
    expect(result.differences[0]).toMatch(/^Quick form: 60 training images in place of 600/);
  });

  it('the soft program, quick: what needs files is not measured without them', {
    timeout: 120_000,
  }, async () => {
    const result = await robustSoft.run(context());
    expectComplete(result);
    expect(verdicts(result)).toEqual([...Array(10).fill('holds'), ...Array(3).fill('not measured')]);
    expect(result.tables).toHaveLength(2);
    expect(result.claims[10]!.note).toMatch(/--data FOLDER/);
  });

  it('Table I needs its data', async () => {
    await expect(convexTable1.run(context())).rejects.toThrow(/--data FOLDER/);
  });

  it('every ordering claimed holds in the printed table', () => {
    for (const { claim, holds } of orderings) {
      const printed = holds((method) => {
        const { clean, fgsm, pgd, objective } = published[method];
        const [numbers, none] = [
          { clean: clean[0], fgsm: fgsm[0], pgd: pgd[0] },
          { certified: 0, seconds: 0 },
        ];
        return { ...numbers, ...none, objective: objective[0] };
      });
      expect([claim, printed]).toEqual([claim, true]);
    }
  });

  it('end when they are interrupted', async () => {
    const abort = new AbortController();
    abort.abort({ status: 'cancelled', message: 'enough' });
    await expect(convexFigure2.run(context({ signal: abort.signal }))).rejects.toThrow(Interrupted);
  });

  it('are found by name', () => {
    for (const experiment of experiments) expect(experimentNamed(experiment.name)).toBe(experiment);
    expect(() => experimentNamed('convex-fgi1')).toThrow(/did you mean "convex-fig1"/);
  });
});

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

it('an unknown name is bad input on the command line', () => {
  const { status, stderr } = spawnSync(process.execPath, [main, 'reproduce', 'convex-fig'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('did you mean "convex-fig1"');
});

describe('the page over all experiments', () => {
  const result: ExperimentResult = {
    settings: { rows: 3 },
    differences: ['a | b'],
    claims: [
      { claim: 'c', published: '1', ours: '2', verdict: 'fails', note: 'why' },
      { claim: 'd', published: '1', ours: '1', verdict: 'holds' },
    ],
    tables: [{ caption: 'T', columns: ['x', 'y'], rows: [['1|2', '3']] }],
    figures: [],
  };

  it('counts verdicts and says what was not run', () => {
    const run = { version, quick: true, machine: 'Node x', seconds: 2, processorSeconds: 3 };
    const page = overviewPage([
      { ...run, experiment: convexFigure1, outcome: result },
      { ...run, experiment: convexTable1, outcome: { missing: 'no data' } },
    ]);
    expect(page).toContain('| [convex-fig1](#convex-fig1) | 1 | 1 | 0 | 2 | 3 |');
    expect(page).toContain('| c | 1 | 2 (why) | fails |');
    expect(page).toContain('| 1\\|2 | 3 |');
    expect(page).toContain('Not run: no data.');
  });

  it('is finished by a second run, which keeps what the first one measured', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reproduced-'));
    const record = {
      version,
      quick: true,
      machine: 'Node x',
      seconds: 2,
      processorSeconds: 3,
      outcome: result,
    };
    for (const experiment of experiments)
      writeFileSync(join(folder, `${experiment.name}.json`), JSON.stringify({ ...record, experiment }));
    // One never ran, one was cut off, one was the full form.
    rmSync(join(folder, 'convex-fig2.json'));
    writeFileSync(join(folder, 'rvsm-figures.json'), '{"experiment": {');
    writeFileSync(join(folder, 'dlam-mnist.json'), JSON.stringify({ ...record, quick: false }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [main, 'reproduce', '--all', '--quick', '--resume', '--out', folder],
      { encoding: 'utf8' },
    );
    expect(stderr).not.toContain('Error');
    expect(status).toBe(3);
    const anew = stdout.split('\n').filter((line) => line !== '' && !line.includes(' kept: '));
    expect(anew.map((line) => line.split(' ')[0])).toEqual(['convex-fig2', 'rvsm-figures', 'dlam-mnist']);
    expect(anew.at(-1)).toContain('--data FOLDER');
    const page = readFileSync(join(folder, 'reproduction.md'), 'utf8');
    expect(page).toContain('| [convex-fig1](#convex-fig1) | 1 | 1 | 0 | 2 | 3 |');
    expect(page).toContain('| [convex-fig2](#convex-fig2) | 3 | 0 | 0 |');
    expect(JSON.parse(readFileSync(join(folder, 'rvsm-figures.json'), 'utf8')).quick).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('finds data in the folder itself, or in the one of its name inside', () => {
    const folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
    const digits = { folder: 'mnist', files: ['a.gz'] };
    expect(() => withData({}, digits)).toThrow(/--data FOLDER/);
    expect(() => withData({ dataFolder: folder }, digits)).toThrow(/is not the folder with a.gz/);
    writeFileSync(join(folder, 'a.gz'), '');
    expect(withData({ dataFolder: folder }, digits).dataFolder).toBe(folder);
    mkdirSync(join(folder, 'mnist'));
    writeFileSync(join(folder, 'mnist', 'a.gz'), '');
    expect(withData({ dataFolder: folder }, digits).dataFolder).toBe(join(folder, 'mnist'));
    rmSync(folder, { recursive: true });
  });
});
