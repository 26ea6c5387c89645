import { writeFileSync } from 'node:fs';
import { inputError } from '../core/errors.js';
import type { Experiment, ExperimentResult, ExperimentTable } from '../reproduce/experiment.js';
import { experimentNamed, experiments } from '../reproduce/index.js';
import { experimentReport } from '../reproduce/report.js';
import { exitCode } from './exit-codes.js';
import { nameWidth, type ReproduceAllOptions, reproduceAll } from './reproduce-all.js';
import { clock, recordJson, recordOf, runExperiment } from './run-experiment.js';

export interface ReproduceOptions extends ReproduceAllOptions {
  readonly list?: boolean;
  /** Every experiment; `out` is a folder then. */
  readonly all?: boolean;
  readonly json?: string;
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
  if (options.resume) throw inputError('/resume', 'goes with --all: a single experiment starts anew');
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
