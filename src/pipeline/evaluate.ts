import { worstCase } from '../certify/worst-case.js';
import type { AttackSpec, EvaluateSpec, Metrics, PartMetrics } from '../core/generated/documents.js';
import { type Network, predict } from '../core/network.js';
import { regularization } from '../core/objective.js';
import { isAdversarial, type Problem, type Sample } from '../core/problem.js';
import { validate } from '../core/validation.js';
import type { Attack } from '../plugins/attack.js';
import type { Registry } from '../plugins/registry.js';

/** An attack and its checked options. */
export interface ChosenAttack {
  readonly attack: Attack;
  readonly options: AttackSpec;
}

/** What is known about a network on a problem; everything recomputed in float64 from the network. */
export interface Evaluation {
  readonly metrics: Metrics;
  /** Training objective; with a threat, a certified upper bound on its worst case. */
  readonly objective: number;
  readonly exact: boolean;
  /** With a threat: the objective under the strongest attack on each row. */
  readonly attacked?: number;
}

/** The attacks a spec asks for: with a threat and no wish, fgsm and pgd. Throws InputError for unknown ones. */
export function chooseAttacks(
  evaluate: EvaluateSpec,
  problem: Problem,
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

export function evaluate(
  network: Network,
  problem: Problem,
  attacks: readonly ChosenAttack[],
  certify: boolean,
): Evaluation {
  const train = evaluatePart(network, problem, problem.train, attacks, certify);
  const test = problem.test && evaluatePart(network, problem, problem.test, attacks, certify);
  const weights = regularization(network, problem);
  return {
    metrics: { train: train.metrics, ...(test ? { test: test.metrics } : {}) },
    objective: weights + problem.lossScale * train.worst,
    exact: train.exact,
    ...(isAdversarial(problem) ? { attacked: weights + problem.lossScale * train.attacked } : {}),
  };
}

function evaluatePart(
  network: Network,
  problem: Problem,
  sample: Sample,
  attacks: readonly ChosenAttack[],
  certify: boolean,
) {
  const { loss, lossScale } = problem;
  const rows = sample.x.rows;
  // The training part's scale, carried over to a part of another size as the mean loss would be.
  const scale = (lossScale * problem.train.x.rows) / rows;
  const labelled = sample.y.every((y) => y === 1 || y === -1);
  const clean = predict(network, sample.x);
  const strongest = losses(clean);

  const attackMetrics: PartMetrics['attacks'] = {};
  for (const { attack, options } of attacks) {
    const started = performance.now();
    const moved = attack.perturb(network, sample, problem.radii, loss, options);
    const predictions = predict(network, moved);
    const attacked = losses(predictions);
    attacked.forEach((value, k) => {
      strongest[k] = Math.max(strongest[k]!, value);
    });
    attackMetrics[attack.name] = {
      loss: scale * total(attacked),
      ...(labelled ? { accuracy: accuracy(predictions) } : {}),
      seconds: (performance.now() - started) / 1000,
    };
  }

  const worst = worstCase(network, sample, problem);
  const metrics: PartMetrics = {
    rows,
    loss: scale * total(losses(clean)),
    ...(labelled ? { accuracy: accuracy(clean) } : { rmse: rmse(clean) }),
    ...(certify && isAdversarial(problem)
      ? {
          worstCaseLoss: scale * worst.loss,
          ...(labelled ? { certifiedAccuracy: worst.certified / rows } : {}),
        }
      : {}),
    attacks: attackMetrics,
  };
  return { metrics, worst: worst.loss, exact: worst.exact, attacked: total(strongest) };

  function losses(predictions: Float64Array): Float64Array {
    return predictions.map((f, k) => loss.value(f, sample.y[k]!));
  }
  /** f = 0 counts as wrong. */
  function accuracy(predictions: Float64Array): number {
    return predictions.filter((f, k) => f * sample.y[k]! > 0).length / rows;
  }
  function rmse(predictions: Float64Array): number {
    return Math.sqrt(total(predictions.map((f, k) => (f - sample.y[k]!) ** 2)) / rows);
  }
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
