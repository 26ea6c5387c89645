import type { PartMetrics, Result } from '../../core/generated/documents.js';
import { type Network, networkFromDocument, predict } from '../../core/network.js';
import { regularization, standardObjective } from '../../core/objective.js';
import { isAdversarial, type Problem, type Sample } from '../../core/problem.js';
import { worstCase } from '../worst-case.js';
import { atMost, type Claim, condition, equal, notChecked, same } from './claim.js';
import { roundingOf } from './tolerance.js';

/** Everything a result says about its network, recomputed from the network and the data. */
export function networkClaims(result: Result, problem: Problem): Claim[] {
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
    const network = networkFromDocument(document, columns);
    return network.hidden.cols === columns
      ? network
      : `takes ${network.hidden.cols} columns, the data have ${columns}`;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function objectiveClaims(result: Result, network: Network, problem: Problem): Claim[] {
  const { objective, objectiveExact, objectiveAttacked } = result;
  const clean = standardObjective(network, problem);
  const worst = isAdversarial(problem) ? worstCase(network, problem.train, problem) : undefined;
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

function sparsityClaims({ sparsity }: Result, { hidden, output }: Network): Claim[] {
  if (!sparsity) return [];
  const weights = [...hidden.data, ...output];
  return [
    equal('/sparsity/neurons', sparsity.neurons, output.length, 0),
    equal('/sparsity/weights', sparsity.weights, weights.length, 0),
    equal('/sparsity/zeroWeights', sparsity.zeroWeights, weights.filter((w) => w === 0).length, 0),
  ];
}

function partClaims(
  pointer: string,
  metrics: PartMetrics,
  network: Network,
  sample: Sample,
  problem: Problem,
): Claim[] {
  const rows = sample.y.length;
  // The training part's scale carried over to a part of another size, as the mean loss would be.
  const scale = (problem.lossScale * problem.train.y.length) / rows;
  const f = predict(network, sample.x);
  const mean = (of: (f: number, y: number) => number) =>
    f.reduce((sum, value, k) => sum + of(value, sample.y[k]!), 0) / rows;
  const right = mean((value, y) => (value * y > 0 ? 1 : 0));
  const worst = worstCase(network, sample, problem);
  const certified = worst.certified / rows;
  const number = (
    key: 'loss' | 'accuracy' | 'rmse' | 'worstCaseLoss' | 'certifiedAccuracy',
    value: number,
  ) =>
    metrics[key] === undefined
      ? []
      : [equal(`${pointer}/${key}`, metrics[key], value, roundingOf(problem, value))];
  const attacks = Object.entries(metrics.attacks).flatMap(([name, { loss, accuracy }]) => {
    const at = `${pointer}/attacks/${name}`;
    const note = 'measured by an attack; only compared with the certificate';
    const most = scale * worst.loss;
    return [
      { ...atMost(`${at}/loss`, loss, most, roundingOf(problem, most)), note },
      ...(accuracy === undefined
        ? []
        : [
            {
              ...atMost(`${at}/accuracy`, -accuracy, -certified, 1e-12),
              claimed: accuracy,
              recomputed: certified,
              note,
            },
          ]),
    ];
  });
  return [
    equal(`${pointer}/rows`, metrics.rows, rows, 0),
    ...number('loss', scale * rows * mean((value, y) => problem.loss.value(value, y))),
    ...number('accuracy', right),
    ...number('rmse', Math.sqrt(mean((value, y) => (value - y) ** 2))),
    ...number('worstCaseLoss', scale * worst.loss),
    ...number('certifiedAccuracy', certified),
    ...attacks,
  ];
}
