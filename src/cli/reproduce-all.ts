import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, inputError } from '../core/errors.js';
import { version } from '../core/version.js';
import type { Experiment } from '../reproduce/experiment.js';
import { experiments } from '../reproduce/index.js';
import { overviewPage, type Reproduced, verdictCounts } from '../reproduce/overview.js';
import { experimentReport } from '../reproduce/report.js';
import { exitCode } from './exit-codes.js';
import { clock, type ExperimentOptions, recordJson, recordOf, runExperiment } from './run-experiment.js';

export interface ReproduceAllOptions extends ExperimentOptions {
  /** Folder of the reports. */
  readonly out?: string;
  /** Keeps what the folder has from an earlier run of the same version and form. */
  readonly resume?: boolean;
}

/**
 * Every experiment one after the other, each with its report and its numbers in the folder, and a page over all of
 * them. One that lacks its data, or breaks, is named and left out. Returns what a single one does, 1 where one broke;
 * throws InputError.
 */
export async function reproduceAll(options: ReproduceAllOptions): Promise<number> {
  if (options.out === undefined) throw inputError('/out', 'name a folder for the reports: --out FOLDER');
  mkdirSync(options.out, { recursive: true });
  const all: Reproduced[] = [];
  for (const experiment of experiments) {
    const file = join(options.out, experiment.name);
    const kept = options.resume ? keptRecord(`${file}.json`, options) : undefined;
    const reproduced = kept ?? (await reproduce(experiment, options, file));
    if (!reproduced) return exitCode.interrupted;
    all.push(reproduced);
    writeFileSync(join(options.out, 'reproduction.md'), overviewPage(all));
    console.log(`${experiment.name.padEnd(nameWidth)}${kept ? 'kept: ' : ''}${outcomeText(reproduced)}`);
  }
  const outcomes = all.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => 'missing' in outcome && outcome.broke)) return exitCode.failed;
  const failed = outcomes.some((outcome) => !('missing' in outcome) && verdictCounts(outcome).fails > 0);
  return failed ? exitCode.noNetwork : exitCode.ok;
}

/** Runs one and writes its files at once, so that no later one can lose them; undefined when it was interrupted. */
async function reproduce(
  experiment: Experiment,
  options: ExperimentOptions,
  file: string,
): Promise<Reproduced | undefined> {
  const spent = clock();
  const outcome = await runExperiment(experiment, options).catch((error: unknown) => {
    if (error instanceof InputError) return { missing: error.message };
    console.error(error);
    return { missing: `it ended with an error: ${(error as Error).message}`, broke: true as const };
  });
  if (!outcome) return undefined;
  const reproduced = recordOf(experiment, outcome, options, spent());
  if (!('missing' in outcome)) writeFileSync(`${file}.html`, experimentReport(experiment, outcome));
  writeFileSync(`${file}.json`, recordJson(reproduced));
  return reproduced;
}

/** What an earlier run left there, if it was of this version and form and gave figures. */
function keptRecord(path: string, { quick, repeats }: ExperimentOptions): Reproduced | undefined {
  if (!existsSync(path)) return undefined;
  let record: Reproduced;
  try {
    record = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Cut off while it was written: the experiment runs again.
    return undefined;
  }
  const same = record.version === version && record.quick === (quick === true) && record.repeats === repeats;
  return same && !('missing' in record.outcome) ? record : undefined;
}

export const nameWidth = Math.max(...experiments.map(({ name }) => name.length)) + 2;

function outcomeText({ outcome, seconds }: Reproduced): string {
  if ('missing' in outcome) return `not run: ${outcome.missing}`;
  const { holds, fails, open } = verdictCounts(outcome);
  return `${holds} hold, ${fails} fail, ${open} not measured; ${seconds.toFixed(0)} s`;
}
