import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import { version } from '../core/version.js';
import { builtinRegistry } from '../pipeline/builtins.js';
import type { Experiment, ExperimentResult } from '../reproduce/experiment.js';
import type { Missing, Reproduced } from '../reproduce/overview.js';
import { Interrupted } from '../reproduce/train.js';
import { onInterrupt } from './interrupt.js';
import { progressDisplay } from './progress-display.js';

/** Which form of an experiment is run. */
export interface ExperimentOptions {
  readonly quick?: boolean;
  readonly repeats?: number;
  readonly data?: string;
}

/** Undefined when it was interrupted. Throws InputError. */
export async function runExperiment(
  experiment: Experiment,
  { quick, repeats, data }: ExperimentOptions,
): Promise<ExperimentResult | undefined> {
  const interrupt = onInterrupt();
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
    interrupt.release();
  }
}

export type Spent = Pick<Reproduced, 'seconds' | 'processorSeconds'>;

/** Gives the time since now. */
export function clock(): () => Spent {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - began) / 1000, processorSeconds: (user + system) / 1e6 };
  };
}

/** What is stored of an experiment: all but its figures. */
export function recordOf(
  { name, title, source }: Experiment,
  outcome: ExperimentResult | Missing,
  { quick, repeats }: ExperimentOptions,
  spent: Spent,
): Reproduced {
  return {
    experiment: { name, title, source },
    version,
    quick: quick === true,
    ...(repeats === undefined ? {} : { repeats }),
    machine: `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores`,
    ...spent,
    outcome: 'missing' in outcome ? outcome : withoutFigures(outcome),
  };
}

function withoutFigures({ figures: _, ...numbers }: ExperimentResult): Omit<ExperimentResult, 'figures'> {
  return numbers;
}

export function recordJson(record: Reproduced): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
