import { norm2, row } from '../core/matrix.js';
import type { Neurons } from './neurons.js';

/**
 * Shares of a neuron's length below which its smallest entries, taken together, may be a solver's idea of zero. The
 * first is half of what a neuron may stand off its cone before `relucent check` counts it out.
 */
const negligibleShares = [5e-8, 1e-9];
/** Relative rise of the objective that setting entries to zero may cost. */
const allowedRise = 1e-7;

/**
 * Neurons with as many zeros as the objective lets through, for norms that prefer zeros: solvers, and the repair of
 * cones, leave traces where the optimum has none. Neurons may leave their cones by the length of what was dropped, so
 * `objectiveOf` must be an upper bound on the network's objective there too.
 */
export function withoutTraces(
  neurons: Neurons,
  objective: number,
  objectiveOf: (neurons: Neurons) => number,
): { readonly neurons: Neurons; readonly objective: number } {
  for (const share of negligibleShares) {
    const cleared = clear(neurons, share);
    const risen = objectiveOf(cleared);
    if (risen <= objective * (1 + allowedRise)) return { neurons: cleared, objective: risen };
  }
  return { neurons, objective };
}

/** Every neuron without its smallest entries whose common length is at most that share of its own. */
function clear(neurons: Neurons, share: number): Neurons {
  const cleared = { ...neurons, data: neurons.data.slice() };
  for (let i = 0; i < neurons.rows; i++) {
    const u = row(cleared, i);
    const limit = (share * norm2(u)) ** 2;
    const ascending = Array.from(u.keys()).sort((j, l) => Math.abs(u[j]!) - Math.abs(u[l]!));
    let squares = 0;
    for (const j of ascending) {
      squares += u[j]! ** 2;
      if (squares > limit) break;
      u[j] = 0;
    }
  }
  return cleared;
}
