import { worstOver } from '../../core/losses/loss.js';
import { row } from '../../core/matrix.js';
import { type Neurons, outputSign } from '../neurons.js';
import type { Slopes } from './slopes.js';
import { activations, type SoftProblem, softRange } from './soft-range.js';

/** Rounds in which the supporting slopes follow the worst corner of the best choice so far. */
const cornerRounds = 3;

/**
 * The majorise step: for every sample the slopes with the smallest worst loss among a few candidates, the old ones
 * included, so that the objective never rises. Opposing neurons (those whose sign the loss fears): the chord
 * u/(u - l) or the old slope; supporting ones: active or not at the sample or at the worst corner of its box.
 */
export function refreshSlopes(problem: SoftProblem, neurons: Neurons, slopes: Slopes): Slopes {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const n = x.rows;
  const count = neurons.rows;
  const known = activations(x, problem.radii, neurons);
  const fresh = { ...slopes, data: slopes.data.slice() };
  const slope = new Float64Array(x.cols);
  const best = new Float64Array(count);
  const candidate = new Float64Array(count);
  const chord = new Float64Array(count);
  const corner = new Float64Array(count);
  const active = new Float64Array(count);

  for (let k = 0; k < n; k++) {
    const target = y[k]!;
    const point = row(x, k);
    // On labelled rows only one side of f can hurt; on real targets both can, and every neuron counts as opposing.
    const opposing = (i: number) => Math.abs(target) !== 1 || outputSign(i, count / 2) !== Math.sign(target);
    for (let i = 0; i < count; i++) {
      const z = known.z.data[k * count + i]!;
      const low = z - known.reach[i]!;
      const high = z + known.reach[i]!;
      best[i] = slopes.data[i * n + k]!;
      active[i] = z >= 0 ? 1 : 0;
      chord[i] = low >= 0 ? 1 : high <= 0 ? 0 : high / (high - low);
    }
    const lossOf = (lambda: Float64Array) => {
      const { low, high } = softRange(neurons, known, problem.radii, k, (i) => lambda[i]!, slope);
      return worstOver(problem.loss, low, high, target);
    };
    let least = lossOf(best);
    const offer = (lambda: (i: number) => number) => {
      for (let i = 0; i < count; i++) candidate[i] = lambda(i);
      const loss = lossOf(candidate);
      if (loss < least) {
        least = loss;
        best.set(candidate);
      }
    };
    offer((i) => (opposing(i) ? chord[i]! : active[i]!));
    offer((i) => active[i]!);
    offer((i) => (opposing(i) ? best[i]! : active[i]!));
    for (let round = 0; round < cornerRounds && least > 0; round++) {
      lossOf(best);
      for (let i = 0; i < count; i++) {
        let z = 0;
        for (let j = 0; j < x.cols; j++) {
          const worst = point[j]! - target * problem.radii[j]! * Math.sign(slope[j]!);
          z += worst * neurons.data[i * x.cols + j]!;
        }
        corner[i] = z >= 0 ? 1 : 0;
      }
      const before = least;
      offer((i) => (opposing(i) ? chord[i]! : corner[i]!));
      offer((i) => (opposing(i) ? best[i]! : corner[i]!));
      offer((i) => corner[i]!);
      if (least >= before) break;
    }
    for (let i = 0; i < count; i++) fresh.data[i * n + k] = best[i]!;
  }
  return fresh;
}
