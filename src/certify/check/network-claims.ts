import type { Certification, PartMetrics, Result } from '../../core/generated/documents.js';
import { accuracy, rmse } from '../../core/measures.js';
import { type Network, networkFromDocument, outputsOf, predict } from '../../core/network.js';
import { regularization, standardObjective, totalLoss } from '../../core/objective.js';
import { type AnyProblem, isAdversarial, type Sample } from '../../core/problem.js';
import { sparsityOf } from '../../core/sparsity.js';
import { type CertifiedPart, certifyPart } from '../certification.js';
import { worstCase } from '../worst-case.js';
import { atLeast, atMost, type Claim, condition, equal, notChecked, same } from './claim.js';
import { roundingOf } from './tolerance.js';

/** Everything a result says about its network, recomputed from the network and the data. */
export async function networkClaims(result: Result, problem: AnyProblem): Promise<Claim[]> {
  if (!result.network) {
    return result.objective === undefined
      ? []
      : [notChecked('/objective', 'there is no network to recompute it from', result.objective)];
  }
  const network = readNetwork(result.network, problem);
  if (typeof network === 'string') return [condition('/network', false, network)];
  const { metrics } = result;
  return [
    ...(await objectiveClaims(result, network, problem)),
    ...sparsityClaims(result, network),
    ...(metrics ? await partClaims('/metrics/train', metrics.train, network, problem.train, problem) : []),
    ...(metrics?.test && problem.test
      ? await partClaims('/metrics/test', metrics.test, network, problem.test, problem)
      : []),
    ...(metrics && (metrics.test === undefined) !== (problem.test === undefined)
      ? [condition('/metrics/test', false, 'is there exactly where the data have a test part')]
      : []),
  ];
}

/** The network of a result, or what is wrong with it. */
export function readNetwork(
  document: NonNullable<Result['network']>,
  { train }: Pick<AnyProblem, 'train'>,
): Network | string {
  try {
    const network = networkFromDocument(document, train.x.cols);
    const outputs = outputsOf(network, train.x.cols);
    if (outputs === train.y.cols) return network;
    return `the network has ${outputs} outputs, the targets have ${train.y.cols}`;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

async function objectiveClaims(result: Result, network: Network, problem: AnyProblem): Promise<Claim[]> {
  const { objective, objectiveExact, objectiveAttacked } = result;
  const clean = standardObjective(network, problem);
  const worst = isAdversarial(problem) ? await worstCase(network, problem.train, problem) : undefined;
  if (isAdversarial(problem) && !worst) {
    const why = 'no bound on this kind of network is known here';
    return [
      ...(objective === undefined ? [] : [notChecked('/objective', why, objective)]),
      ...(objectiveAttacked === undefined
        ? []
        : [
            {
              ...atLeast('/objectiveAttacked', objectiveAttacked, clean, roundingOf(problem, clean)),
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
    claimed < low ? atLeast(pointer, claimed, low, tolerance) : atMost(pointer, claimed, high, tolerance);
  return { ...claim, claimed, recomputed: claimed < low ? low : high, note };
}

function sparsityClaims({ sparsity }: Result, network: Network): Claim[] {
  if (!sparsity) return [];
  const counted = sparsityOf(network);
  return [
    equal('/sparsity/neurons', sparsity.neurons, counted.neurons, 0),
    equal('/sparsity/weights', sparsity.weights, counted.weights, 0),
    equal('/sparsity/zeroWeights', sparsity.zeroWeights, counted.zeroWeights, 0),
  ];
}

async function partClaims(
  pointer: string,
  metrics: PartMetrics,
  network: Network,
  sample: Sample,
  problem: AnyProblem,
): Promise<Claim[]> {
  const rows = sample.y.rows;
  // The training part's scale carried over to a part of another size, as the mean loss would be.
  const scale = (problem.lossScale * problem.train.y.rows) / rows;
  const f = predict(network, sample.x);
  const worst = await worstCase(network, sample, problem);
  const { certification } = metrics;
  const own = certification && (await certifyPart(network, sample, problem, recheckLimits(certification)));
  const certified = metrics.certifiedAccuracy ?? (worst && worst.certified / rows);
  const number = (key: 'loss' | 'accuracy' | 'rmse' | 'worstCaseLoss', value: number | undefined) =>
    metrics[key] === undefined
      ? []
      : value === undefined
        ? [notChecked(`${pointer}/${key}`, 'no bound on this kind of network is known here', metrics[key])]
        : [equal(`${pointer}/${key}`, metrics[key], value, roundingOf(problem, value))];
  const measured = Object.entries({
    ...Object.fromEntries(Object.entries(metrics.attacks).map(([name, one]) => [`attacks/${name}`, one])),
    ...(metrics.attacked ? { attacked: { ...metrics.attacked, inThreat: true } } : {}),
  });
  const attacks = measured.flatMap(([name, { loss, accuracy: attackedAccuracy, inThreat }]) => {
    const at = `${pointer}/${name}`;
    const note = 'measured by an attack; only compared with the certificate';
    // What happens beyond the threat, certificates say nothing about.
    if (!inThreat) return [];
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
    ...(metrics.worstCaseBy && worst ? [same(`${pointer}/worstCaseBy`, metrics.worstCaseBy, worst.by)] : []),
    ...certifiedClaims(pointer, metrics, own?.accuracy),
    ...attacks,
  ];
}

/** The search gets the nodes that it had, and more time. */
function recheckLimits({ limits }: Certification): Certification['limits'] {
  return { nodes: limits.nodes, seconds: 2 * limits.seconds + 10 };
}

/**
 * What is proven of a part, against what a fresh search proves: a claim of more than the fresh search leaves open is
 * wrong, one of no more than it proves is right, and in between nothing is said.
 */
function certifiedClaims(
  pointer: string,
  { certifiedAccuracy, robustAccuracy, certification, rows }: PartMetrics,
  own: CertifiedPart['accuracy'] | undefined,
): Claim[] {
  if (certifiedAccuracy === undefined) return [];
  const at = `${pointer}/certifiedAccuracy`;
  if (!own) return [notChecked(at, 'no bound on this kind of network is known here', certifiedAccuracy)];
  const note = 'proven again, row by row';
  const proven =
    certifiedAccuracy > own.lower && certifiedAccuracy <= own.upper
      ? notChecked(
          at,
          `this check proves ${own.lower} within its limits and disproves nothing`,
          certifiedAccuracy,
        )
      : { ...atMost(at, certifiedAccuracy, own.lower, 0), note };
  const counted = certification ? certification.robust / rows : certifiedAccuracy;
  return [
    proven,
    { ...equal(at, certifiedAccuracy, counted, 0), note: 'the rows that the certification counts' },
    ...(robustAccuracy
      ? [
          equal(`${pointer}/robustAccuracy/lower`, robustAccuracy.lower, counted, 0),
          { ...atLeast(`${pointer}/robustAccuracy/upper`, robustAccuracy.upper, own.lower, 0), note },
        ]
      : []),
  ];
}
