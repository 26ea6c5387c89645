import { certifyPart, limitsOf } from '../certify/certification.js';
import { type WorstCase, worstCase } from '../certify/worst-case.js';
import type { EvaluateSpec, LimitsUsed, Metrics, PartMetrics } from '../core/generated/documents.js';
import { accuracy, isLabelled, rmse } from '../core/measures.js';
import type { Network } from '../core/network.js';
import { regularization } from '../core/objective.js';
import { type AnyProblem, isAdversarial, type Sample } from '../core/problem.js';
import type { ChosenAttack } from './choose-attacks.js';
import { measureAttacks } from './measure-attacks.js';

/** What is known about a network on a problem; everything recomputed in float64 from the network. */
export interface Evaluation {
  readonly metrics: Metrics;
  /** Training objective; with a threat, a certified upper bound on its worst case, absent where none is known. */
  readonly objective?: number;
  readonly exact: boolean;
  /** With a threat: the objective under the strongest attack on each row; absent where the signal ended one. */
  readonly attacked?: number;
}

export async function evaluate(
  network: Network,
  problem: AnyProblem,
  attacks: readonly ChosenAttack[],
  certify: EvaluateSpec['certify'],
  signal?: AbortSignal,
): Promise<Evaluation> {
  const limits = limitsOf(certify);
  const train = await evaluatePart(network, problem, problem.train, attacks, limits, signal);
  const test = problem.test && (await evaluatePart(network, problem, problem.test, attacks, limits, signal));
  const weights = regularization(network, problem);
  return {
    metrics: { train: train.metrics, ...(test ? { test: test.metrics } : {}) },
    ...(train.worst ? { objective: weights + problem.lossScale * train.worst.loss } : {}),
    exact: train.worst?.exact ?? false,
    ...(isAdversarial(problem) && train.complete
      ? { attacked: weights + problem.lossScale * train.attackedLoss }
      : {}),
  };
}

async function evaluatePart(
  network: Network,
  problem: AnyProblem,
  sample: Sample,
  chosen: readonly ChosenAttack[],
  limits: LimitsUsed | undefined,
  signal: AbortSignal | undefined,
) {
  const rows = sample.x.rows;
  // The training part's scale, carried over to a part of another size as the mean loss would be.
  const scale = (problem.lossScale * problem.train.x.rows) / rows;
  const labelled = isLabelled(problem, sample);
  const measures = await measureAttacks(network, problem, sample, chosen, scale, signal);
  const { predictions, cleanLoss, attacks, inThreat, losses, right, complete } = measures;
  const attackedLoss = losses.reduce((sum, value) => sum + value, 0);

  const worst: WorstCase | undefined = isAdversarial(problem)
    ? await worstCase(network, sample, problem, signal)
    : { loss: cleanLoss, exact: true, by: 'exact', certified: 0 };
  const certified =
    limits && labelled && isAdversarial(problem)
      ? await certifyPart(network, sample, problem, limits, signal)
      : undefined;
  const metrics: PartMetrics = {
    rows,
    loss: scale * cleanLoss,
    ...(labelled ? { accuracy: accuracy(predictions, sample.y) } : { rmse: rmse(predictions, sample.y) }),
    ...(limits && isAdversarial(problem) && worst
      ? { worstCaseLoss: scale * worst.loss, worstCaseBy: worst.by }
      : {}),
    ...(certified
      ? {
          certifiedAccuracy: certified.accuracy.lower,
          // Attacks find counterexamples as well.
          robustAccuracy: {
            lower: certified.accuracy.lower,
            upper: Math.min(certified.accuracy.upper, right.filter(Boolean).length / rows),
          },
          certification: certified.certification,
        }
      : {}),
    attacks,
    ...(inThreat && complete
      ? {
          attacked: {
            loss: scale * attackedLoss,
            ...(labelled ? { accuracy: right.filter(Boolean).length / rows } : {}),
          },
        }
      : {}),
  };
  return { metrics, worst, attackedLoss, complete };
}
