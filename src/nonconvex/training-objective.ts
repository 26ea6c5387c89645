import type { Network } from '../core/network.js';
import { regularization, totalLoss } from '../core/objective.js';
import { type AnyProblem, hiddenWidth, type Sample } from '../core/problem.js';
import { asReluNetwork } from '../core/relu-network.js';
import { attackOffsets, type BoxAttack } from './box-attack.js';
import { tensorLosses } from './losses.js';
import { weightsOf } from './relu-layer.js';
import { columnTensor, matrixTensor, rowTensor, type TensorLibrary } from './tensors.js';

/** Multiply-adds of one term of the objective, in float64 arithmetic: some 50 milliseconds. */
const workPerTerm = 3e7;
/** A step of the attack, on tensors, takes as long as this share of the float64 pass. */
const attackStepShare = 0.2;

/**
 * The training objective in float64, as terms to be added up: the regularization, then the loss of one block of rows
 * after the other. With an attack, the loss is that of the attacked rows, which is at most the worst case: the attack
 * finds its offsets on tensors, the rows are moved by them and judged in float64.
 */
export function* objectiveTerms(
  tf: TensorLibrary,
  problem: AnyProblem,
  network: Network,
  attack?: BoxAttack,
): Generator<number> {
  yield regularization(network, problem);
  const { rows: n, cols: d } = problem.train.x;
  const workPerRow = d * hiddenWidth(problem) * (1 + attackStepShare * (attack?.steps ?? 0));
  const rowsPerTerm = Math.max(1, Math.floor(workPerTerm / workPerRow));
  for (let from = 0; from < n; from += rowsPerTerm) {
    const block = rowRange(problem.train, from, Math.min(n, from + rowsPerTerm));
    const seen = attack ? attacked(tf, problem, network, attack, block) : block;
    yield problem.lossScale * totalLoss(network, seen, problem.loss);
  }
}

/**
 * Epochs of training that cost at least as much as a few evaluations of the objective, so that these stay a small
 * part of the whole. An estimate from the sizes alone, not a measurement: the same problem is always evaluated at the
 * same epochs and so returns the same network.
 */
export function epochsPerEvaluation(problem: AnyProblem, stepsPerEpoch: number, attack?: BoxAttack): number {
  const work = problem.train.x.rows * problem.train.x.cols * hiddenWidth(problem);
  const attackSteps = attack?.steps ?? 0;
  // Nanoseconds: a multiply-add takes 1 in float64 and 0.1 on tensors (3 passes a gradient, 2 an attack step); each
  // step has about 200 microseconds of its own, each attack step 100.
  const evaluation = work * (1 + attackStepShare * attackSteps) + 1e5 * attackSteps;
  const epoch = work * (0.3 + attackStepShare * attackSteps) + stepsPerEpoch * (2e5 + 1e5 * attackSteps);
  return Math.ceil((4 * evaluation) / epoch);
}

function attacked(
  tf: TensorLibrary,
  problem: AnyProblem,
  network: Network,
  attack: BoxAttack,
  { x, y }: Sample,
): Sample {
  const { loss, radii } = problem;
  const offsets = tf.tidy(() =>
    attackOffsets(
      tf,
      weightsOf(tf, asReluNetwork(network)!),
      tensorLosses[loss.name]!,
      attack,
      matrixTensor(tf, x),
      columnTensor(tf, y.data),
      rowTensor(tf, radii),
    ).dataSync(),
  );
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
