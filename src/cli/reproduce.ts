import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError, inputError } from '../core/errors.js';
import type { StopReason } from '../core/stop.js';
import { builtinRegistry } from '../pipeline/builtins.js';
import type { Experiment, ExperimentResult, ExperimentTable } from '../reproduce/experiment.js';
import { experimentNamed, experiments } from '../reproduce/index.js';
import { overviewPage, type Reproduced, verdictCounts } from '../reproduce/overview.js';
import { experimentReport } from '../reproduce/report.js';
import { Interrupted } from '../reproduce/train.js';
import { exitCode } from './exit-codes.js';
import { progressDisplay } from './progress-display.js';

export interface ReproduceOptions {
  readonly list?: boolean;
  /** Every experiment; `out` is a folder then. */
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly repeats?: number;
  readonly data?: string;
  readonly json?: string;
  readonly out?: string;
}

/**
 * `relucent reproduce`: one experiment, progress on stderr, published beside ours on stdout. Returns 0 when no claim
 * fails, 3 when one does, 130 when interrupted; throws InputError.
 */
export async function reproduceCommand(name: string | undefined, options: ReproduceOptions): Promise<number> {
  if (options.list) {
    for (const { name, title, source } of experiments)
      console.log(`${name.padEnd(nameWidth)}${title}; ${source}`);
    return exitCode.ok;
  }
  if (options.all) return reproduceAll(options);
  if (name === undefined) {
    const names = experiments.map((experiment) => experiment.name);
    throw inputError('/name', 'which experiment? --list shows them', names);
  }
  const experiment = experimentNamed(name);
  const spent = clock();
  const result = await runExperiment(experiment, options);
  if (!result) return exitCode.interrupted;

  console.log(resultText(experiment, result));
  if (options.json !== undefined)
    writeFileSync(options.json, recordJson(recordOf(experiment, result, options, spent())));
  if (options.out !== undefined) writeFileSync(options.out, experimentReport(experiment, result));
  return result.claims.some((claim) => claim.verdict === 'fails') ? exitCode.noNetwork : exitCode.ok;
}

/**
 * Every experiment one after the other, each with its report and its numbers in the folder, and a page over all of
 * them. One that lacks its data, or breaks, is named and left out.
 */
async function reproduceAll(options: ReproduceOptions): Promise<number> {
  if (options.out === undefined) throw inputError('/out', 'name a folder for the reports: --out FOLDER');
  mkdirSync(options.out, { recursive: true });
  const all: Reproduced[] = [];
  let broken = false;
  for (const experiment of experiments) {
    const spent = clock();
    const outcome = await runExperiment(experiment, options).catch((error: unknown) => {
      if (error instanceof InputError) return { missing: error.message };
      // The others still run: hours of measuring should not be lost to one of them.
      broken = true;
      console.error(error);
      return { missing: `it ended with an error: ${(error as Error).message}` };
    });
    if (!outcome) return exitCode.interrupted;
    const reproduced = recordOf(experiment, outcome, options, spent());
    all.push(reproduced);
    console.log(`${experiment.name.padEnd(nameWidth)}${outcomeText(reproduced)}`);
    const file = join(options.out, experiment.name);
    if (!('missing' in outcome)) writeFileSync(`${file}.html`, experimentReport(experiment, outcome));
    // After each: what has been run is not lost when a later one ends the process.
    writeFileSync(`${file}.json`, recordJson(reproduced));
    writeFileSync(join(options.out, 'reproduction.md'), overviewPage(all));
  }
  if (broken) return exitCode.failed;
  const failed = all.some(({ outcome }) => !('missing' in outcome) && verdictCounts(outcome).fails > 0);
  return failed ? exitCode.noNetwork : exitCode.ok;
}

type Spent = Pick<Reproduced, 'seconds' | 'processorSeconds'>;

/** Gives the time since now. */
function clock(): () => Spent {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - began) / 1000, processorSeconds: (user + system) / 1e6 };
  };
}

/** What is stored of an experiment: all but its figures. */
function recordOf(
  { name, title, source }: Experiment,
  outcome: ExperimentResult | { readonly missing: string },
  { quick }: ReproduceOptions,
  spent: Spent,
): Reproduced {
  return {
    experiment: { name, title, source },
    quick: quick === true,
    machine: `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores`,
    ...spent,
    outcome: 'missing' in outcome ? outcome : withoutFigures(outcome),
  };
}

function withoutFigures({ figures: _, ...numbers }: ExperimentResult): Omit<ExperimentResult, 'figures'> {
  return numbers;
}

function recordJson(record: Reproduced): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

const nameWidth = Math.max(...experiments.map(({ name }) => name.length)) + 2;

function outcomeText({ outcome, seconds }: Reproduced): string {
  if ('missing' in outcome) return `not run: ${outcome.missing}`;
  const { holds, fails, open } = verdictCounts(outcome);
  return `${holds} hold, ${fails} fail, ${open} not measured; ${seconds.toFixed(0)} s`;
}

/** Undefined when it was interrupted. */
async function runExperiment(
  experiment: Experiment,
  { quick, repeats, data }: ReproduceOptions,
): Promise<ExperimentResult | undefined> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(exitCode.interrupted);
    interrupt.abort({ status: 'cancelled', message: 'interrupted' } satisfies StopReason);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const display = progressDisplay();
  try {
    return await experiment.run({
      registry: builtinRegistry(),
      quick: quick === true,
      signal: interrupt.signal,
      report: display.update,
      ...(repeats === undefined ? {} : { repeats }),
      ...(data === undefined ? {} : { dataFolder: resolve(data) }),
    });
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  } finally {
    display.stop();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function resultText({ title, source }: Experiment, result: ExperimentResult): string {
  const claims = result.claims.flatMap(({ claim, published, ours, verdict, note }) => [
    `${verdict.padEnd(13)}${claim}`,
    `${' '.repeat(13)}published: ${published}`,
    `${' '.repeat(13)}ours:      ${ours}${note ? ` (${note})` : ''}`,
  ]);
  const settings = Object.entries(result.settings).map(([key, value]) => `${key} ${value}`);
  return [
    `${title}\n${source}`,
    ...result.tables.map(tableText),
    claims.join('\n'),
    `Setting: ${settings.join('; ')}`,
    result.differences.map((difference) => `- ${difference}`).join('\n'),
  ].join('\n\n');
}

function tableText({ caption, columns, rows }: ExperimentTable): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, c) => Math.max(...all.map((row) => row[c]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
  return [caption, ...lines].join('\n');
}
