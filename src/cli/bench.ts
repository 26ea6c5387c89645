import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputError } from '../core/errors.js';
import { didYouMean } from '../core/suggest.js';
import { exitCode } from './exit-codes.js';

export interface BenchOptions {
  readonly list?: boolean;
}

/** A script in bench/ whose first comment says what it measures and how it is called. */
interface Benchmark {
  readonly name: string;
  readonly file: string;
  readonly about: string;
  readonly usage: string;
}

const folder = fileURLToPath(new URL('../../bench/', import.meta.url));

/**
 * `relucent bench`: runs one of the scripts in bench/ with the arguments given, in a process of its own. Returns its
 * exit code; throws InputError where there is no such script.
 */
export async function benchCommand(
  name: string | undefined,
  args: readonly string[],
  { list }: BenchOptions,
): Promise<number> {
  const benchmarks = findBenchmarks();
  if (list) {
    for (const { name, about, usage } of benchmarks) console.log(`${name}\n  ${about}\n  ${usage}`);
    return exitCode.ok;
  }
  const names = benchmarks.map((benchmark) => benchmark.name);
  if (name === undefined) throw inputError('/name', 'which benchmark? --list shows them', names);
  const found = benchmarks.find((benchmark) => benchmark.name === name);
  if (!found) throw inputError('/name', `no benchmark "${name}"${didYouMean(name, names)}`, names);
  const child = spawn(process.execPath, [found.file, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? exitCode.interrupted;
}

function findBenchmarks(): Benchmark[] {
  if (!existsSync(folder)) {
    throw inputError('', 'the benchmarks are not part of the package: run this in a clone of the repository');
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mjs'))
    .sort()
    .flatMap((file) => {
      const benchmark = readHeader(file);
      return benchmark ? [benchmark] : [];
    });
}

/** Undefined where the first comment shows no call: a part of another benchmark. */
function readHeader(file: string): Benchmark | undefined {
  const lines = readFileSync(`${folder}${file}`, 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const comment = lines.slice(0, end).map((line) => line.slice(3));
  const usage = comment.find((line) => line.trim().startsWith('node bench/'))?.trim();
  if (usage === undefined) return undefined;
  const name = relative('.', file)
    .split(sep)
    .join('/')
    .replace(/\.mjs$/, '');
  return { name, file: `${folder}${file}`, about: comment.slice(0, comment.indexOf('')).join(' '), usage };
}
