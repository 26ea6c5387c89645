import { roundingOf } from '../certify/check/tolerance.js';
import type {
  EvaluateSpec,
  LimitsSpec,
  Provenance,
  RegularizerUsed,
  Result,
} from '../core/generated/documents.js';
import { jsonSha256 } from '../core/json.js';
import { networkDocument } from '../core/network.js';
import type { AnyProblem } from '../core/problem.js';
import { sparsityOf } from '../core/sparsity.js';
import { version } from '../core/version.js';
import { loadTensors } from '../nonconvex/tensors.js';
import type { Registry } from '../plugins/registry.js';
import type { Checkpoints, Progress, TrainOutcome } from '../plugins/trainer.js';
import { boundsOf } from './bounds.js';
import type { ChosenAttack } from './choose-attacks.js';
import type { ChosenTrainer } from './choose-trainer.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { finiteHistory } from './finite.js';
import { guard } from './limits.js';

/** One training run: a loaded problem, a chosen trainer, and how its network is to be judged. */
export interface Run {
  readonly name?: string;
  readonly problem: AnyProblem;
  readonly chosen: ChosenTrainer;
  readonly attacks: readonly ChosenAttack[];
  readonly evaluate: EvaluateSpec;
  readonly limits: LimitsSpec;
  /** Seed of the trainer's own randomness; the data keep the spec's. */
  readonly seed: number;
  readonly specSha256: string;
  /** Present where the regularizer is a penalty by its name. */
  readonly regularizer?: RegularizerUsed;
  readonly repeat?: number;
  /** On a path: the weight of the regularizer, which is the problem's. */
  readonly weight?: number;
}

export interface RunContext {
  readonly registry: Registry;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** On a path: the outcome at the weight before this one. */
  readonly previous?: TrainOutcome;
  /** Present: where the run with this key keeps what it needs to go on when it has been interrupted. */
  readonly checkpointsOf?: ((key: string) => Checkpoints) | undefined;
}

/** A run's result document, and what its trainer returned: where the next weight of a path starts from. */
export interface RunOutcome {
  readonly result: Result;
  readonly outcome: TrainOutcome;
}

/** problem -> trainer -> network -> evaluation -> result document. */
export async function run(task: Run, context: RunContext): Promise<RunOutcome> {
  const { problem, chosen, seed } = task;
  const started = performance.now();
  const limits = guard(task.limits, context.signal);
  let outcome: TrainOutcome;
  let latest: Progress = {};
  try {
    outcome = await chosen.trainer.train(problem, chosen.options, {
      seed,
      signal: limits.signal,
      report(progress) {
        latest = progress;
        context.report(progress);
      },
      conicSolvers: context.registry.list('conic-solver'),
      ...(context.previous ? { previous: context.previous } : {}),
      checkpoints: context.checkpointsOf?.(runKey(task)),
      tensors: loadTensors,
    });
  } finally {
    limits.release();
  }

  const evaluating = performance.now();
  if (outcome.network) context.report({ ...latest, phase: 'evaluate', fraction: 1 });
  let evaluation =
    outcome.network &&
    (await evaluate(outcome.network, problem, task.attacks, task.evaluate.certify, context.signal));
  if (evaluation && !isFiniteEvaluation(evaluation)) {
    outcome = withoutNetwork(outcome);
    evaluation = undefined;
  }
  const ended = performance.now();
  const result = resultDocument(task, outcome, evaluation, {
    total: (ended - started) / 1000,
    ...outcome.timing,
    evaluate: (ended - evaluating) / 1000,
  });
  return { result, outcome };
}

/** The same for runs that do the same: of one document, on the same data, by the same version. */
export function runKey({ problem, chosen, seed, specSha256, repeat, weight }: Run): string {
  const { dataSha256 } = problem;
  return jsonSha256({ version, specSha256, dataSha256, label: chosen.label, seed, repeat, weight });
}

/** A network whose objective, or whose loss on some part, is no number is of no use to anybody. */
function isFiniteEvaluation({ objective, metrics }: Evaluation): boolean {
  return [metrics.train, metrics.test].every(
    (part) => !part || [objective ?? 0, part.loss, part.worstCaseLoss ?? 0].every(Number.isFinite),
  );
}

function withoutNetwork(outcome: TrainOutcome): TrainOutcome {
  const {
    network: _network,
    lower: _lower,
    certificate: _certificate,
    certificates: _certificates,
    ...rest
  } = outcome;
  const reason = `${rest.reason}; the objective of the network it ended with is not a finite number`;
  return { ...rest, status: 'diverged', reason };
}

function resultDocument(
  task: Run,
  outcome: TrainOutcome,
  evaluation: Evaluation | undefined,
  timing: Record<string, number>,
): Result {
  const { chosen } = task;
  const { network, certificate, certificates } = outcome;
  const objective = evaluation?.objective;
  return {
    relucent: 1,
    ...(task.name === undefined ? {} : { name: task.name }),
    ...(task.repeat === undefined ? {} : { repeat: task.repeat }),
    ...(task.weight === undefined ? {} : { weight: task.weight }),
    status: outcome.status,
    reason: outcome.reason,
    solver: solverInfo(chosen, outcome),
    ...(evaluation ? objectives(evaluation) : {}),
    bounds: boundsOf(outcome.lower, objective, roundingOf(task.problem, objective ?? 0)),
    ...(certificate && Number.isFinite(certificate.lower) ? { certificate } : {}),
    ...(certificates?.every(({ lower }) => Number.isFinite(lower))
      ? { certificates: [...certificates] }
      : {}),
    ...(network ? { network: networkDocument(network) } : {}),
    ...(evaluation ? { metrics: evaluation.metrics } : {}),
    ...(network ? { sparsity: sparsityOf(network) } : {}),
    history: finiteHistory(outcome.history),
    timing,
    provenance: provenance(task, outcome),
  };
}

function solverInfo({ trainer, label }: ChosenTrainer, outcome: TrainOutcome): Result['solver'] {
  const { backend, version, native, iterations, details } = outcome;
  return {
    name: trainer.name,
    label,
    ...(backend === undefined ? {} : { backend }),
    ...(version === undefined ? {} : { version }),
    ...(native === undefined ? {} : { native }),
    ...(iterations === undefined ? {} : { iterations }),
    ...(details === undefined ? {} : { details }),
  };
}

function objectives({ objective, exact, attacked }: Evaluation) {
  return {
    ...(objective === undefined ? {} : { objective }),
    objectiveExact: exact,
    ...(attacked === undefined ? {} : { objectiveAttacked: attacked }),
  };
}

function provenance(
  { problem, seed, specSha256, chosen, regularizer }: Run,
  { tensorBackend }: TrainOutcome,
): Provenance {
  return {
    relucent: version,
    node: process.versions.node,
    ...(tensorBackend === undefined ? {} : { tensorBackend }),
    seed,
    specSha256,
    dataSha256: problem.dataSha256,
    data: problem.summary,
    ...(regularizer ? { regularizer } : {}),
    ...(chosen.routing ? { routing: chosen.routing } : {}),
  };
}
