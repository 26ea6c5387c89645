import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/tutorial.md'), 'utf8');
/** Documents with the name that the text before them gives, and commands, in the order of the page. */
const steps = [...page.matchAll(/as `([\w-]+\.json)`:\n\n```json\n([^`]*)```|```sh\n([^`]*)```/g)];
const commands = steps.flatMap(([, , , command]) => (command === undefined ? [] : [command.trim()]));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutorial-'));
  for (const [, name, text] of steps) if (name !== undefined) writeFileSync(join(folder, name), text!);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function run(command: string): Promise<{ stdout: string; stderr: string }> {
  const [npx, relucent, ...words] = command.split(' ');
  expect([npx, relucent]).toEqual(['npx', 'relucent']);
  return promisify(execFile)(process.execPath, [join(root, 'dist/cli/main.js'), ...words], { cwd: folder });
}

describe('the tutorial', { timeout: 120_000 }, () => {
  it('has the commands that are looked at below', () => {
    expect(commands.map((command) => command.split(' ')[2])).toEqual([
      'run',
      'run',
      'run',
      'check',
      'export',
    ]);
  });

  it('says who could train the problem', async () => {
    const { stderr } = await run(commands[0]!);
    expect(stderr).toMatch(/auto: convex/);
  });

  it('trains it, with the figures that the page shows', async () => {
    const { stderr } = await run(commands[1]!);
    const [, objective] = /objective ([\d.]+), lower bound [\d.]+ \(sampled-patterns\)/.exec(stderr)!;
    const [, shown] = /^objective ([\d.]+), lower bound/m.exec(page)!;
    expect(Number(objective).toFixed(4)).toBe(shown);
    expect(statSync(join(folder, 'moons.html')).size).toBeGreaterThan(10_000);
  });

  it('compares, checks and exports', async () => {
    const { stderr } = await run(commands[2]!);
    expect(stderr).toMatch(/soft-mm/);
    const { stdout } = await run(commands[3]!);
    expect(stdout).toMatch(/^pass: \d+ claims pass, 0 fail, 0 not checked/m);
    await run(commands[4]!);
    expect(statSync(join(folder, 'moons.onnx')).size).toBeGreaterThan(500);
  });
});
