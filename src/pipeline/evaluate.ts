import { worstCase } from '../certify/worst-case.js';
import type { AttackSpec, EvaluateSpec, Metrics, PartMetrics } from '../core/generated/documents.js';
import { rowLoss } from '../core/losses/loss.js';
import { type Matrix, row } from '../core/matrix.js';
import { accuracy, isLabelled, rmse } from '../core/measures.js';
import { type Network, predict } from '../core/network.js';
import { regularization } from '../core/objective.js';
import { type AnyProblem, isAdversarial, type Sample } from '../core/problem.js';
import { validate } from '../core/validation.js';
import { type Attack, victimOf } from '../plugins/attack.js';
import type { Registry } from '../plugins/registry.js';

/** An attack and its checked options. */
export interface ChosenAttack {
  readonly attack: Attack;
  readonly options: AttackSpec;
}

/** What is known about a network on a problem; everything recomputed in float64 from the network. */
export interface Evaluation {
  readonly metrics: Metrics;
  /** Training objective; with a threat, a certified upper bound on its worst case, absent where none is known. */
  readonly objective?: number;
  readonly exact: boolean;
  /** With a threat: the objective under the strongest attack on each row. */
  readonly attacked?: number;
}

/** The attacks a spec asks for: with a threat and no wish, fgsm and pgd. Throws InputError for unknown ones. */
export function chooseAttacks(
  evaluate: EvaluateSpec,
  problem: AnyProblem,
  registry: Registry,
  pointer: string,
): readonly ChosenAttack[] {
  const wanted = evaluate.attacks ?? (isAdversarial(problem) ? [{ name: 'fgsm' }, { name: 'pgd' }] : []);
  return wanted.map((spec, i) => {
    const at = `${pointer}/evaluate/attacks/${i}`;
    const attack = registry.get('attack', spec.name, `${at}/name`);
    return { attack, options: validate<AttackSpec>(attack.optionsSchema, spec, at) };
  });
}

export async function evaluate(
  network: Network,
  problem: AnyProblem,
  attacks: readonly ChosenAttack[],
  certify: boolean,
): Promise<Evaluation> {
  const train = await evaluatePart(network, problem, problem.train, attacks, certify);
  const test = problem.test && (await evaluatePart(network, problem, problem.test, attacks, certify));
  const weights = regularization(network, problem);
  return {
    metrics: { train: train.metrics, ...(test ? { test: test.metrics } : {}) },
    ...(train.worst ? { objective: weights + problem.lossScale * train.worst.loss } : {}),
    exact: train.worst?.exact ?? false,
    ...(isAdversarial(problem) ? { attacked: weights + problem.lossScale * train.attacked } : {}),
  };
}

async function evaluatePart(
  network: Network,
  problem: AnyProblem,
  sample: Sample,
  attacks: readonly ChosenAttack[],
  certify: boolean,
) {
  const { loss, lossScale, radii, seed } = problem;
  const rows = sample.x.rows;
  // The training part's scale, carried over to a part of another size as the mean loss would be.
  const scale = (lossScale * problem.train.x.rows) / rows;
  const labelled = isLabelled(problem, sample);
  const clean = predict(network, sample.x);
  const cleanLosses = losses(clean);
  const strongest = cleanLosses.slice();

  const victim = victimOf(network);
  const attackMetrics: PartMetrics['attacks'] = {};
  for (const { attack, options } of attacks) {
    const started = performance.now();
    const moved = await attack.perturb(victim, sample, { loss, radii, seed }, options);
    const predictions = predict(network, moved);
    const attacked = losses(predictions);
    attacked.forEach((value, k) => {
      strongest[k] = Math.max(strongest[k]!, value);
    });
    attackMetrics[attack.name] = {
      loss: scale * total(attacked),
      ...(labelled ? { accuracy: accuracy(predictions, sample.y) } : {}),
      seconds: (performance.now() - started) / 1000,
    };
  }

  const worst = isAdversarial(problem)
    ? worstCase(network, sample, problem)
    : { loss: total(cleanLosses), exact: true, certified: 0 };
  const metrics: PartMetrics = {
    rows,
    loss: scale * total(cleanLosses),
    ...(labelled ? { accuracy: accuracy(clean, sample.y) } : { rmse: rmse(clean, sample.y) }),
    ...(certify && isAdversarial(problem) && worst
      ? {
          worstCaseLoss: scale * worst.loss,
          ...(labelled ? { certifiedAccuracy: worst.certified / rows } : {}),
        }
      : {}),
    attacks: attackMetrics,
  };
  return { metrics, worst, attacked: total(strongest) };

  function losses(predictions: Matrix): Float64Array {
    return Float64Array.from({ length: rows }, (_, k) =>
      rowLoss(loss, row(predictions, k), row(sample.y, k)),
    );
  }
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
