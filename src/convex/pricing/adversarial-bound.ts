import type { Matrix } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { SolverThread } from '../solvers/solver-thread.js';
import type { GlobalBound } from './global-bound.js';
import { globalLowerBound } from './global-lower-bound.js';
import type { SearchContext } from './plan-search.js';
import { worstShift } from './worst-shift.js';

const rounds = 4;

/**
 * Global lower bound on adversarial training, the minimum over networks of the worst case over the boxes: for every
 * fixed admissible shift Delta of the rows it is at least the optimum of standard training on X + Delta, which
 * {@link globalLowerBound} bounds. Delta starts at the worst corners for the given network; each further round moves it
 * by 1/2, 1/3, ... of the way to the worst corners for the network that is best against it (fictitious play). Returns
 * the best bound of all rounds, with its Delta; undefined where the solver returns no point.
 */
export async function adversarialBound(
  problem: Problem,
  network: ReluNetwork,
  loss: LossBlock,
  thread: SolverThread,
  context: SearchContext,
): Promise<GlobalBound | undefined> {
  let best: GlobalBound | undefined;
  let delta = worstShift(problem, network);
  for (let round = 1; round <= rounds; round++) {
    const answer = await globalLowerBound(problem, shifted(problem, delta), loss, thread, context);
    if (!answer) break;
    if (!best || answer.bound.value > best.value) best = { ...answer.bound, delta };
    delta = towards(delta, worstShift(problem, answer.network), 1 / (round + 1), problem.radii);
  }
  return best;
}

function shifted({ train: { x } }: Problem, delta: Matrix): Matrix {
  return { ...x, data: x.data.map((value, i) => value + delta.data[i]!) };
}

/** (1 - share) from + share to, inside the boxes in spite of rounding. */
function towards(from: Matrix, to: Matrix, share: number, radii: Float64Array): Matrix {
  const data = from.data.map((value, i) => {
    const radius = radii[i % from.cols]!;
    return Math.min(Math.max(value + share * (to.data[i]! - value), -radius), radius);
  });
  return { ...from, data };
}
