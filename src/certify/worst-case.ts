import { worstOver } from '../core/losses/loss.js';
import { row } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import type { Problem, Sample } from '../core/problem.js';
import { outputRange } from './output-range.js';

/** Proven facts about a network on the boxes around a sample's rows. */
export interface WorstCase {
  /** Upper bound on sum_k max over the box of l(f, y_k), unscaled. */
  readonly loss: number;
  /** True where `loss` is that sum, up to rounding: no neuron is unstable on any box. */
  readonly exact: boolean;
  /** Rows whose label is right everywhere in their box: y f > 0. */
  readonly certified: number;
}

export function worstCase(
  network: Network,
  sample: Sample,
  problem: Pick<Problem, 'loss' | 'radii'>,
): WorstCase {
  let loss = 0;
  let exact = true;
  let certified = 0;
  for (let k = 0; k < sample.x.rows; k++) {
    const range = outputRange(network, row(sample.x, k), problem.radii);
    const y = sample.y[k]!;
    loss += worstOver(problem.loss, range.low, range.high, y);
    exact &&= range.exact;
    if (y > 0 ? range.low > 0 : range.high < 0) certified++;
  }
  return { loss, exact, certified };
}
