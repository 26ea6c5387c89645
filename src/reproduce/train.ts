import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { Comparison, Spec } from '../core/generated/input.js';
import { type Network, networkFromDocument } from '../core/network.js';
import { type AnyProblem, isOutputwise, type Problem } from '../core/problem.js';
import { validateDocument } from '../core/validation.js';
import { execute } from '../pipeline/execute.js';
import type { ExperimentContext } from './experiment.js';

/** The experiment's signal was aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One run of an experiment; `network` is missing where the run ended without one, `result.reason` says why. */
export interface Trained<P extends AnyProblem = Problem> {
  readonly result: Result;
  readonly problem: P;
  readonly network?: Network;
}

interface Phase {
  readonly phase: string;
  readonly fraction: number;
}

/** Runs one spec whose loss is summed over the outputs. Throws InputError, and Interrupted when the signal is aborted. */
export async function train(
  spec: Omit<Spec, 'relucent'>,
  context: ExperimentContext,
  progress: Phase,
): Promise<Trained> {
  const { problem, ...rest } = await trainAny(spec, context, progress);
  if (!isOutputwise(problem)) throw new RangeError('expected a loss per output');
  return { problem, ...rest };
}

/** Runs one spec. Throws InputError, and Interrupted when the signal is aborted. */
export async function trainAny(
  spec: Omit<Spec, 'relucent'>,
  context: ExperimentContext,
  progress: Phase,
): Promise<Trained<AnyProblem>> {
  context.report(progress);
  const { result, problem } = await execute(validateDocument({ relucent: 1, ...spec }), {
    registry: context.registry,
    signal: context.signal,
    report: () => {},
    ...(context.dataFolder === undefined ? {} : { folder: context.dataFolder }),
  });
  if (context.signal.aborted) throw new Interrupted();
  if ('runs' in result) throw new RangeError('expected a spec');
  const network = result.network && networkFromDocument(result.network, problem.train.x.cols);
  return { result, problem, ...(network ? { network } : {}) };
}

/** Runs one comparison. Throws InputError, and Interrupted when the signal is aborted. */
export async function trainAll(
  comparison: Omit<Comparison, 'relucent'>,
  context: ExperimentContext,
  { phase, from, to }: { readonly phase: string; readonly from: number; readonly to: number },
): Promise<ComparisonResult> {
  const { result } = await execute(validateDocument({ relucent: 1, ...comparison }), {
    registry: context.registry,
    signal: context.signal,
    report: (progress) =>
      context.report({
        phase: `${phase}, ${progress.phase ?? ''}`,
        fraction: from + (to - from) * (progress.fraction ?? 0),
      }),
    ...(context.dataFolder === undefined ? {} : { folder: context.dataFolder }),
  });
  if (context.signal.aborted) throw new Interrupted();
  if (!('runs' in result)) throw new RangeError('expected a comparison');
  return result;
}
