import { multiplicationsOf, type Network } from '../core/network.js';
import { regularization, totalLoss } from '../core/objective.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { attackOffsets, type BoxAttack } from './box-attack.js';
import { networkGradients } from './gradients/index.js';
import type { NetworkGradients } from './gradients/network-gradients.js';
import { tensorLosses } from './losses.js';
import { type TensorNetwork, tensorNetwork } from './networks/tensor-network.js';
import { matrixTensor, rowTensor, type TensorLibrary } from './tensors.js';

/** Multiply-adds of one term of the objective, in float64 arithmetic: some 50 milliseconds. */
const workPerTerm = 3e7;
/** A step of the attack, on tensors, takes as long as this share of the float64 pass. */
const attackStepShare = 0.2;

/** What networks are trained and judged on: a problem, its architecture, and the attack its rows are under, if any. */
export interface Training {
  readonly problem: AnyProblem;
  readonly architecture: TensorNetwork;
  readonly gradients: NetworkGradients;
  readonly attack?: BoxAttack;
}

/** Throws InputError where the problem's model does not fit its data. */
export function trainingOf(problem: AnyProblem, attack?: BoxAttack): Training {
  const architecture = tensorNetwork(problem);
  const gradients = networkGradients(problem, architecture);
  return { problem, architecture, gradients, ...(attack ? { attack } : {}) };
}

/**
 * The training objective in float64, as terms to be added up: the regularization, then the loss of one block of rows
 * after the other. With an attack, the loss is that of the attacked rows, which is at most the worst case: the attack
 * finds its offsets on tensors, the rows are moved by them and judged in float64.
 */
export async function* objectiveTerms(tf: TensorLibrary, by: Training, network: Network) {
  yield regularization(network, by.problem);
  yield* lossTerms(tf, by, network, by.problem.train, by.problem.lossScale);
}

/** scale sum_k l(f(x_k), y_k) over the rows of a sample, like {@link objectiveTerms}. */
export async function* lossTerms(
  tf: TensorLibrary,
  by: Training,
  network: Network,
  sample: Sample,
  scale: number,
): AsyncGenerator<number> {
  const workPerRow =
    multiplicationsOf(network, sample.x.cols) * (1 + attackStepShare * (by.attack?.steps ?? 0));
  const rowsPerTerm = Math.max(1, Math.floor(workPerTerm / workPerRow));
  for (let from = 0; from < sample.x.rows; from += rowsPerTerm) {
    const block = rowRange(sample, from, Math.min(sample.x.rows, from + rowsPerTerm));
    const seen = by.attack ? await attacked(tf, by, by.attack, network, block) : block;
    yield scale * totalLoss(network, seen, by.problem.loss);
  }
}

/**
 * Epochs of training that cost at least as much as a few evaluations of the objective, so that these stay a small
 * part of the whole. An estimate from the sizes alone, not a measurement: the same problem is always evaluated at the
 * same epochs and so returns the same network.
 */
export function epochsPerEvaluation({ problem, architecture, attack }: Training, stepsPerEpoch: number) {
  const work = problem.train.x.rows * multiplications(architecture);
  const attackSteps = attack?.steps ?? 0;
  // Nanoseconds: a multiply-add takes 1 in float64 and 0.1 on tensors (3 passes a gradient, 2 an attack step); each
  // step has about 200 microseconds of its own, each attack step 100.
  const evaluation = work * (1 + attackStepShare * attackSteps) + 1e5 * attackSteps;
  const epoch = work * (0.3 + attackStepShare * attackSteps) + stepsPerEpoch * (2e5 + 1e5 * attackSteps);
  return Math.ceil((4 * evaluation) / epoch);
}

/** Multiply-adds of a prediction of one row where every weight is used once. */
function multiplications({ parameters }: TensorNetwork): number {
  const weights = parameters.filter(({ role }) => role === 'weight');
  return weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

async function attacked(
  tf: TensorLibrary,
  { problem, architecture, gradients }: Training,
  attack: BoxAttack,
  network: Network,
  { x, y }: Sample,
): Promise<Sample> {
  const { loss, radii } = problem;
  const tensor = tf.tidy(() =>
    attackOffsets(
      tf,
      gradients,
      architecture.fromNetwork(tf, network),
      tensorLosses[loss.name]!,
      attack,
      matrixTensor(tf, x),
      matrixTensor(tf, y),
      rowTensor(tf, radii),
    ),
  );
  const offsets = await tensor.data();
  tensor.dispose();
  const data = x.data.map((value, i) => value + radii[i % x.cols]! * offsets[i]!);
  return { x: { ...x, data }, y };
}

/** Rows from..to-1 as a view. */
function rowRange({ x, y }: Sample, from: number, to: number): Sample {
  const data = x.data.subarray(from * x.cols, to * x.cols);
  const rows = to - from;
  return {
    x: { ...x, rows, data },
    y: { ...y, rows, data: y.data.subarray(from * y.cols, to * y.cols) },
  };
}
