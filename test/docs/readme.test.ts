import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '#relucent/server/start.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'dist/cli/main.js');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!);
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));

/** What commands say when all went well. */
const said: Readonly<Record<string, RegExp>> = {
  run: /objective/,
  check: /^pass: \d+ claims pass, 0 fail/m,
  export: /onnxruntime/,
};
/** Installed for CI. */
const onnxruntime = (() => {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node');
  } catch (error) {
    if (process.env['CI']) throw error;
    return undefined;
  }
})();

let folder: string;
let service: RunningService;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  const rows = Array.from({ length: 40 }, (_, k) => [Math.sin(k), Math.cos(3 * k), k % 2].join());
  writeFileSync(join(folder, 'your.csv'), rows.join('\n'));
  const logger = { info() {}, warn() {}, error() {} };
  service = await startService({ host: '127.0.0.1', port: 0, dataDir: join(folder, 'data'), logger });
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

describe('the README', () => {
  it('names no npm script that is not there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...readme.matchAll(/npm (?:run )?(demo|start|test|[a-z]+(?=`))/g)].map(
      ([, name]) => name!,
    );
    expect(named.length).toBeGreaterThan(4);
    for (const name of named) expect(scripts, name).toHaveProperty([name]);
  });

  it('npx relucent can be executed, however often it was compiled', () => {
    accessSync(main, constants.X_OK);
  });

  it.each(commands.filter((command) => command.startsWith('npx relucent')))(
    '%s',
    { timeout: 240_000 },
    async (command) => {
      const words = command.replace('/path/to/your.csv', join(folder, 'your.csv')).split(' ').slice(2);
      // Seven repeats of three solvers are for people, not for a test.
      const shorter = command.includes('table.json') ? ['--set', 'repeats=1'] : [];
      const { stdout, stderr } = await run(process.execPath, [main, ...words, ...shorter], {
        cwd: folder,
        maxBuffer: 1e9,
      });
      expect(stdout + stderr).toMatch(said[words[0]!]!);
    },
  );

  it.each(commands.filter((command) => command.startsWith('curl')))('%s', async (command) => {
    const words = command.replace('http://127.0.0.1:7313', service.url).match(/'[^']*'|\S+/g)!;
    const [program, ...rest] = words.map((word) => word.replace(/^'|'$/g, ''));
    const { stdout } = await run(program!, rest, { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject(
      command.includes('--data') ? { status: 'queued' } : { jobs: expect.any(Array) },
    );
  });

  it.skipIf(onnxruntime === undefined)('runs the network that it has exported', async () => {
    const [snippet] = blocks('js');
    const file = join(folder, 'onnx.mjs');
    const named = 'import { InferenceSession, Tensor }';
    const found = `import onnxruntime from ${JSON.stringify(onnxruntime)};\nconst { InferenceSession, Tensor } = onnxruntime;`;
    writeFileSync(file, snippet!.replace(`${named} from 'onnxruntime-node';`, found));
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    // The upper moon is of class -1, the lower one of class +1.
    const [, upper, lower] = /\[\s*([-\d.]+),\s*([-\d.]+)\s*\]/.exec(stdout)!;
    expect([Math.sign(Number(upper)), Math.sign(Number(lower))]).toEqual([-1, 1]);
  });

  it('shows TypeScript that runs', async () => {
    const [snippet] = blocks('ts');
    const file = join(folder, 'snippet.mjs');
    writeFileSync(file, snippet!.replace("'relucent'", JSON.stringify(join(root, 'dist/index.js'))));
    const { stdout } = await run(process.execPath, [file]);
    expect(stdout).toMatch(/^solved \{[\s\S]*lower/);
  });
});
