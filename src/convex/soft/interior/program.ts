import type { LossRows } from '../../interior/loss-rows.js';
import { type ScaledProblem, scaledProblem } from '../../interior/scaled-problem.js';
import { outputSign } from '../../neurons.js';
import type { Slopes } from '../slopes.js';
import type { SoftProblem } from '../soft-range.js';

/**
 * The soft robust program with fixed slopes, in units of its own, over N neurons u_i of output signs sigma_i:
 *
 *   minimise    sum_k (cost xi_k + curvature/2 xi_k^2) + weight sum_i t_i,   ||u_i|| <= t_i,
 *   subject to  p_i >= |u_i|,  a_i = e . p_i,  q_k >= |g_k|,  g_k = sum_i sigma_i lambda_ik u_i,
 *               m_ik >= (1 - lambda_ik)(x_k . u_i + a_i),  m_ik >= lambda_ik (a_i - x_k . u_i),
 *               and two loss rows a sample over xi_k, x_k . g_k, e . q_k and the excesses m_ik.
 *
 * An excess m_ik is there for each pair that a loss row of sample k counts: those of neurons that widen f on the side
 * that costs. p and q have entries for the `attacked` columns only, those with e_j > 0; these come first.
 */
export interface SoftInteriorProgram extends ScaledProblem {
  readonly neurons: number;
  /** Length of a neuron with its reach a_i: d, and one more where anything is attacked. */
  readonly width: number;
  /** Rows x_k with a zero in the place of the reach (n, width). */
  readonly x: Float64Array;
  /** lambda and sigma lambda (N, n). */
  readonly slopes: Float64Array;
  readonly signedSlopes: Float64Array;
  readonly pairs: Pairs;
}

/** The pairs (i, k) that have an excess, neuron after neuron. */
export interface Pairs {
  readonly count: number;
  /** Samples of the pairs of a neuron. */
  samples(i: number): Uint32Array;
  /** Where the pairs of a neuron begin. */
  start(i: number): number;
  /** The loss row, 0 or 1, that counts a neuron's excesses. */
  lossRow(i: number): 0 | 1;
}

/** The program of the scaled problem. */
export function softInteriorProgram(problem: SoftProblem, slopes: Slopes): SoftInteriorProgram {
  const scaled = scaledProblem(problem);
  const { n, d, attacked, loss } = scaled;
  const N = slopes.rows;
  const width = attacked > 0 ? d + 1 : d;
  const x = new Float64Array(n * width);
  for (let k = 0; k < n; k++) x.set(scaled.x.subarray(k * d, (k + 1) * d), k * width);
  return {
    ...scaled,
    neurons: N,
    width,
    x,
    slopes: slopes.data,
    signedSlopes: slopes.data.map((value, at) => outputSign(Math.floor(at / n), N / 2) * value),
    pairs: pairsOf(N, n, loss),
  };
}

/** A loss row of slope s counts, where s is not zero, the excesses of the neurons of sign -sign(s). */
function pairsOf(N: number, n: number, { slope1, slope2 }: LossRows): Pairs {
  const all = Array.from({ length: n }, (_, k) => k);
  const looking = (slope: Float64Array, sign: 1 | -1) => all.filter((k) => slope[k]! * sign < 0);
  const ofSign = (sign: 1 | -1) => {
    const [first, second] = [looking(slope1, sign), looking(slope2, sign)];
    return { samples: Uint32Array.from([...first, ...second]), row: second.length > 0 ? 1 : 0 } as const;
  };
  const [plus, minus] = [ofSign(1), ofSign(-1)];
  const half = N / 2;
  const of = (i: number) => (i < half ? plus : minus);
  return {
    count: half * (plus.samples.length + minus.samples.length),
    samples: (i) => of(i).samples,
    start: (i) =>
      i < half ? i * plus.samples.length : half * plus.samples.length + (i - half) * minus.samples.length,
    lossRow: (i) => of(i).row,
  };
}
