import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inputError } from '../core/errors.js';
import type { StopReason } from '../core/stop.js';
import { builtinRegistry } from '../pipeline/builtins.js';
import type { Experiment, ExperimentResult, ExperimentTable } from '../reproduce/experiment.js';
import { experimentNamed, experiments } from '../reproduce/index.js';
import { experimentReport } from '../reproduce/report.js';
import { Interrupted } from '../reproduce/train.js';
import { exitCode } from './exit-codes.js';
import { progressDisplay } from './progress-display.js';

export interface ReproduceOptions {
  readonly list?: boolean;
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
    for (const { name, title, source } of experiments) console.log(`${name.padEnd(16)}${title}; ${source}`);
    return exitCode.ok;
  }
  if (name === undefined) {
    const names = experiments.map((experiment) => experiment.name);
    throw inputError('/name', 'which experiment? --list shows them', names);
  }
  const experiment = experimentNamed(name);
  const result = await runExperiment(experiment, options);
  if (!result) return exitCode.interrupted;

  console.log(resultText(experiment, result));
  const { figures: _, ...numbers } = result;
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ experiment: name, ...numbers }, null, 2)}\n`);
  }
  if (options.out !== undefined) writeFileSync(options.out, experimentReport(experiment, result));
  return result.claims.some((claim) => claim.verdict === 'fails') ? exitCode.noNetwork : exitCode.ok;
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
