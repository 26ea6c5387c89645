import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { Comparison, Spec } from '../core/generated/input.js';
import { type Network, networkFromDocument } from '../core/network.js';
import { isOutputwise, type Problem } from '../core/problem.js';
import { validateDocument } from '../core/validation.js';
import { execute } from '../pipeline/execute.js';
import type { ExperimentContext } from './experiment.js';

/** The experiment's signal was aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One run of an experiment; `network` is missing where the run ended without one, `result.reason` says why. */
export interface Trained {
  readonly result: Result;
  readonly problem: Problem;
  readonly network?: Network;
}

/** Runs one spec. Throws InputError, and Interrupted when the signal is aborted. */
export async function train(
  spec: Omit<Spec, 'relucent'>,
  context: ExperimentContext,
  progress: { readonly phase: string; readonly fraction: number },
): Promise<Trained> {
  context.report(progress);
  const { result, problem } = await execute(validateDocument({ relucent: 1, ...spec }), {
    registry: context.registry,
    signal: context.signal,
    report: () => {},
    ...(context.dataFolder === undefined ? {} : { folder: context.dataFolder }),
  });
  if (context.signal.aborted) throw new Interrupted();
  if ('runs' in result || !isOutputwise(problem))
    throw new RangeError('expected a spec with a loss per output');
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
