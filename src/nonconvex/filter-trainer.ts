import { inputError } from '../core/errors.js';
import type { FilterOptions } from '../core/generated/documents.js';
import { standardObjective } from '../core/objective.js';
import { asPatchesNetwork, networkOfPatches, type PatchesNetwork } from '../core/patches-network.js';
import { type AnyProblem, isAdversarial } from '../core/problem.js';
import { createRandom } from '../core/random.js';
import type { JsonSchema } from '../core/schemas.js';
import { residualBelow } from '../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../plugins/trainer.js';
import { driveArrays } from './driver.js';
import { unit } from './patches/angle.js';
import type { FilterLoss } from './patches/filter-loss.js';
import { populationLoss } from './patches/population-loss.js';
import { sampledLoss } from './patches/sampled-loss.js';
import type { ArrayState } from './state-memory.js';

/** Steps are cheap beside an evaluation of the objective. */
const iterationsPerEvaluation = 10;

/** A problem on the model `patches` as its methods see it. */
export interface FilterProblem {
  readonly problem: AnyProblem;
  readonly patches: number;
  /** The problem's loss, or its expectation. */
  readonly loss: FilterLoss;
  /** Where known: the network that the targets come from, of the same shape. */
  readonly teacher?: PatchesNetwork;
  /** What the expected squared error is multiplied with in the problem's loss: c n / 2. */
  readonly riskScale: number;
  /** A random filter of length 1. */
  readonly start: Float64Array;
}

/** The states of one method on one problem. Every state has how far the last step moved the filter. */
export interface FilterMethod<State extends ArrayState & { readonly change: number }> {
  init(): State;
  step(state: State): State;
  /** Beside `change`. */
  residuals(state: State): Record<string, number>;
  /** The filter of the network that is returned. */
  filter(state: State): Float64Array;
  details(state: State): Readonly<Record<string, unknown>>;
}

/** What one method for the model `patches` fixes; the rest comes from its options. */
export interface FilterTrainer<
  Options extends FilterOptions,
  State extends ArrayState & { readonly change: number },
> {
  readonly name: string;
  readonly description: string;
  readonly optionsSchema: JsonSchema;
  readonly references: readonly string[];
  /** True, or why the method does not take the problem's regularizer. */
  regularizes(problem: AnyProblem): true | string;
  /** Throws InputError below `pointer` where options do not fit filters of d entries. */
  check?(options: Options, d: number, pointer: string): void;
  method(problem: FilterProblem, options: Options): FilterMethod<State>;
}

/** A trainer of the model `patches` in float64, as a plugin. */
export function filterTrainer<
  Options extends FilterOptions,
  State extends ArrayState & { readonly change: number },
>(member: FilterTrainer<Options, State>): Trainer {
  const { name, description, optionsSchema, references } = member;
  return {
    kind: 'trainer',
    apiVersion: 1,
    path: 'nonconvex',
    name,
    description,
    optionsSchema,
    references,
    supports(problem) {
      if (problem.model.type !== 'patches') {
        return `it trains the model "patches", one filter for all pieces of a row, not "${problem.model.type}"`;
      }
      if (problem.loss.name !== 'squared') return `it trains the loss "squared", not "${problem.loss.name}"`;
      if (isAdversarial(problem)) return 'it trains without a threat';
      return member.regularizes(problem);
    },
    check(problem, given, { pointer }) {
      const options = given as Options;
      if (options.loss === 'population' && !teacherOf(problem)) {
        throw inputError(
          `${pointer}/loss`,
          '"population" needs data whose filter is known: the generator "patches-teacher" with as many patches as the model, without scale, bias and classes',
        );
      }
      member.check?.(options, problem.train.x.cols / patchesOf(problem), pointer);
    },
    train: (problem, options, context) => train(member, problem, options as Options, context),
  };
}

async function train<Options extends FilterOptions, State extends ArrayState & { readonly change: number }>(
  member: FilterTrainer<Options, State>,
  problem: AnyProblem,
  options: Options,
  { seed, signal, report, checkpoints }: TrainContext,
): Promise<TrainOutcome> {
  const given = filterProblem(problem, options, seed);
  const method = member.method(given, options);
  const { patches } = given;
  const run = await driveArrays<State>(
    {
      stepsPerIteration: 1,
      iterationsPerEvaluation,
      init: () => method.init(),
      step: (state) => method.step(state),
      residuals: (state) => ({ change: state.change, ...method.residuals(state) }),
      solution: async (state) => networkOfPatches({ filter: method.filter(state), patches }),
      keeps: 'last',
      details: (state) => method.details(state),
      objective: (network) => [standardObjective(network, problem)],
      dispose() {},
    },
    {
      iterations: options.iterations,
      unit: 'iterations',
      stop: residualBelow('change', options.tolerance),
      signal,
      report,
      checkpoints,
    },
  );
  return {
    status: run.stopped.status,
    reason: run.stopped.message,
    network: run.network,
    iterations: run.iterations,
    details: run.details,
    history: run.history,
    timing: { train: run.seconds - run.evaluateSeconds, evaluateObjective: run.evaluateSeconds },
  };
}

function filterProblem(problem: AnyProblem, { loss }: FilterOptions, seed: number): FilterProblem {
  const patches = patchesOf(problem);
  const { rows, cols } = problem.train.x;
  const riskScale = (problem.lossScale * rows) / 2;
  const teacher = teacherOf(problem);
  const random = createRandom(seed, 'initial network');
  return {
    problem,
    patches,
    loss:
      loss === 'population' && teacher ? populationLoss(teacher, riskScale) : sampledLoss(problem, patches),
    ...(teacher ? { teacher } : {}),
    riskScale,
    start: unit(Float64Array.from({ length: cols / patches }, () => random.normal())),
  };
}

/** The network that the targets come from, where it is known and has the model's shape. */
function teacherOf(problem: AnyProblem): PatchesNetwork | undefined {
  const teacher = problem.teacher && asPatchesNetwork(problem.teacher);
  return teacher?.patches === patchesOf(problem) ? teacher : undefined;
}

/** k of the model `patches`. Throws a RangeError for other models. */
function patchesOf({ model }: AnyProblem): number {
  if (model.type !== 'patches') throw new RangeError(`the model ${model.type} has no patches`);
  return model.patches;
}
