import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ComparisonResult, Result } from '../core/generated/documents.js';
import { checkpointFolder } from '../pipeline/checkpoint-folder.js';
import { type DryRun, dryRun } from '../pipeline/dry-run.js';
import { execute } from '../pipeline/execute.js';
import { registryWith } from '../pipeline/registry-with.js';
import { definitionsOf, penaltiesOf, withDefinition } from '../plugins/penalties.js';
import { dryRunText } from './dry-run-text.js';
import { exitCode } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { ladderTable } from './ladder-table.js';
import { requireWritable } from './output-file.js';
import { progressDisplay } from './progress-display.js';
import { readDocument } from './read-document.js';

export interface RunOptions {
  readonly out?: string;
  readonly report?: string;
  readonly set: readonly string[];
  readonly plugin: readonly string[];
  readonly checkpoints?: string;
  readonly dryRun?: boolean;
}

/** Writing the largest states takes about a second. */
const secondsBetweenCheckpoints = 30;

/** `relucent run`: one spec or comparison in this process. Returns the exit code; throws InputError. */
export async function runCommand(path: string, options: RunOptions): Promise<number> {
  const registry = await registryWith(options.plugin);
  const given = readDocument(path, options.set, penaltiesOf(registry));
  const document = withDefinition(given, definitionsOf(registry));
  const folder = path === '-' ? process.cwd() : dirname(resolve(path));
  if (options.out !== undefined) requireWritable(options.out, '--out');
  const render = options.report === undefined ? undefined : await rendererOf(options.report);
  if (options.report !== undefined) requireWritable(options.report, '--report');
  if (options.dryRun) {
    const planned = await dryRun(document, { registry, folder });
    console.error(dryRunText(planned));
    await write(planned, options.out);
    return exitCode.ok;
  }

  const interrupt = onInterrupt();
  const display = progressDisplay();
  const { result, problem } = await execute(document, {
    registry,
    folder,
    signal: interrupt.signal,
    report: display.update,
    ...(options.checkpoints === undefined
      ? {}
      : { checkpointsOf: checkpointFolder(options.checkpoints, secondsBetweenCheckpoints) }),
  }).finally(display.stop);

  summarizeOnStderr(result);
  // The result first: a report that cannot be drawn must not take it away.
  await write(result, options.out);
  if (options.report && render) writeFileSync(options.report, render(result, document, { problem }));
  if (interrupt.signal.aborted) return exitCode.interrupted;
  return hasNetwork(result) ? exitCode.ok : exitCode.noNetwork;
}

/** The report's modules are many: they are loaded where one is wanted. */
async function rendererOf(path: string) {
  const { reportRenderer } = await import('../report/report-file.js');
  return reportRenderer(path, '--report');
}

function hasNetwork(result: Result | ComparisonResult): boolean {
  return 'runs' in result ? result.runs.some((run) => run.network) : result.network !== undefined;
}

function summarizeOnStderr(result: Result | ComparisonResult): void {
  console.error(`${result.status}: ${result.reason}`);
  if ('ladder' in result) console.error(ladderTable(result.ladder));
  else if (result.objective !== undefined) {
    const { lower } = result.bounds;
    const bound = lower === undefined ? '' : `, lower bound ${lower} (${result.bounds.scope})`;
    console.error(`objective ${result.objective}${bound}`);
  }
  if ('ladder' in result && result.status === 'cancelled') console.error('the ladder holds what was run');
}

/** Waits until the text is out: exiting earlier would cut a result short in a pipe. */
async function write(value: Result | ComparisonResult | DryRun, path: string | undefined): Promise<void> {
  const text = `${JSON.stringify(value)}\n`;
  if (path !== undefined) writeFileSync(path, text);
  else await new Promise<void>((done) => process.stdout.write(text, () => done()));
}
