import type { PartMetrics, Result } from '../../core/generated/documents.js';
import { accuracy, rmse } from '../../core/measures.js';
import { type Network, networkFromDocument, predict } from '../../core/network.js';
import { regularization, standardObjective, totalLoss } from '../../core/objective.js';
import { type AnyProblem, isAdversarial, type Sample } from '../../core/problem.js';
import { worstCase } from '../worst-case.js';
import { atMost, type Claim, condition, equal, notChecked, same } from './claim.js';
import { roundingOf } from './tolerance.js';

/** Everything a result says about its network, recomputed from the network and the data. */
export function networkClaims(result: Result, problem: AnyProblem): Claim[] {
  if (!result.network) {
    return result.objective === undefined
      ? []
      : [notChecked('/objective', 'there is no network to recompute it from', result.objective)];
  }
  const network = readNetwork(result.network, problem.train.x.cols);
  if (typeof network === 'string') return [condition('/network', false, network)];
  const { metrics } = result;
  return [
    ...objectiveClaims(result, network, problem),
    ...sparsityClaims(result, network),
    ...(metrics ? partClaims('/metrics/train', metrics.train, network, problem.train, problem) : []),
    ...(metrics?.test && problem.test
      ? partClaims('/metrics/test', metrics.test, network, problem.test, problem)
      : []),
    ...(metrics && (metrics.test === undefined) !== (problem.test === undefined)
      ? [condition('/metrics/test', false, 'is there exactly where the data have a test part')]
      : []),
  ];
}

/** The network of a result, or what is wrong with it. */
export function readNetwork(document: NonNullable<Result['network']>, columns: number): Network | string {
  try {
    return networkFromDocument(document, columns);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function objectiveClaims(result: Result, network: Network, problem: AnyProblem): Claim[] {
  const { objective, objectiveExact, objectiveAttacked } = result;
  const clean = standardObjective(network, problem);
  const worst = isAdversarial(problem) ? worstCase(network, problem.train, problem) : undefined;
  if (isAdversarial(problem) && !worst) {
    const why = 'no bound on this kind of network is known here';
    return [
      ...(objective === undefined ? [] : [notChecked('/objective', why, objective)]),
      ...(objectiveAttacked === undefined
        ? []
        : [
            {
              ...atMost('/objectiveAttacked', -objectiveAttacked, -clean, roundingOf(problem, clean)),
              note: why,
            },
          ]),
    ];
  }
  const recomputed = worst ? regularization(network, problem) + problem.lossScale * worst.loss : clean;
  const tolerance = roundingOf(problem, recomputed);
  return [
    ...(objective === undefined ? [] : [equal('/objective', objective, recomputed, tolerance)]),
    ...(objectiveExact === undefined ? [] : [same('/objectiveExact', objectiveExact, worst?.exact ?? true)]),
    ...(objectiveAttacked === undefined
      ? []
      : [between('/objectiveAttacked', objectiveAttacked, clean, recomputed, tolerance)]),
  ];
}

/** An attack is a measurement and is not repeated here: it must lie between what is certain on both sides. */
function between(pointer: string, claimed: number, low: number, high: number, tolerance: number): Claim {
  const note = `measured by an attack: at least ${low} (no attack), at most the certified worst case`;
  const claim =
    claimed < low ? atMost(pointer, -claimed, -low, tolerance) : atMost(pointer, claimed, high, tolerance);
  return { ...claim, claimed, recomputed: claimed < low ? low : high, note };
}

function sparsityClaims({ sparsity }: Result, { layers }: Network): Claim[] {
  if (!sparsity) return [];
  const weights = layers.flatMap(({ weight }) => Array.from(weight.data));
  const neurons = layers.slice(0, -1).reduce((sum, { weight }) => sum + weight.rows, 0);
  return [
    equal('/sparsity/neurons', sparsity.neurons, neurons, 0),
    equal('/sparsity/weights', sparsity.weights, weights.length, 0),
    equal('/sparsity/zeroWeights', sparsity.zeroWeights, weights.filter((w) => w === 0).length, 0),
  ];
}

function partClaims(
  pointer: string,
  metrics: PartMetrics,
  network: Network,
  sample: Sample,
  problem: AnyProblem,
): Claim[] {
  const rows = sample.y.rows;
  // The training part's scale carried over to a part of another size, as the mean loss would be.
  const scale = (problem.lossScale * problem.train.y.rows) / rows;
  const f = predict(network, sample.x);
  const worst = worstCase(network, sample, problem);
  const certified = worst && worst.certified / rows;
  const number = (
    key: 'loss' | 'accuracy' | 'rmse' | 'worstCaseLoss' | 'certifiedAccuracy',
    value: number | undefined,
  ) =>
    metrics[key] === undefined
      ? []
      : value === undefined
        ? [notChecked(`${pointer}/${key}`, 'no bound on this kind of network is known here', metrics[key])]
        : [equal(`${pointer}/${key}`, metrics[key], value, roundingOf(problem, value))];
  const attacks = Object.entries(metrics.attacks).flatMap(([name, { loss, accuracy: attackedAccuracy }]) => {
    const at = `${pointer}/attacks/${name}`;
    const note = 'measured by an attack; only compared with the certificate';
    if (!worst || certified === undefined) return [notChecked(at, 'measured by an attack', loss)];
    const most = scale * worst.loss;
    return [
      { ...atMost(`${at}/loss`, loss, most, roundingOf(problem, most)), note },
      ...(attackedAccuracy === undefined
        ? []
        : [
            {
              ...atMost(`${at}/accuracy`, -attackedAccuracy, -certified, 1e-12),
              claimed: attackedAccuracy,
              recomputed: certified,
              note,
            },
          ]),
    ];
  });
  return [
    equal(`${pointer}/rows`, metrics.rows, rows, 0),
    ...number('loss', scale * totalLoss(network, sample, problem.loss)),
    ...number('accuracy', accuracy(f, sample.y)),
    ...number('rmse', rmse(f, sample.y)),
    ...number('worstCaseLoss', worst && scale * worst.loss),
    ...number('certifiedAccuracy', certified),
    ...attacks,
  ];
}
