import { dot, norm2, row } from '../core/matrix.js';
import type { ReluNetwork } from '../core/relu-network.js';

/** What f can be while x moves in its l-infinity box: low <= f <= high; exact where no neuron changes activity. */
export interface OutputRange {
  readonly low: number;
  readonly high: number;
  readonly exact: boolean;
}

/** Rounds of slope choice for supporting neurons; further ones changed nothing worth their time. */
const slopeRounds = 3;
/** A neuron that leaves its side of 0 by no more than this share of its terms does so by rounding alone. */
const roundingShare = 1e-13;

/**
 * Range of f(x + delta), |delta_j| <= radii_j, by linear relaxation of the unstable neurons. Time O(m d).
 *
 * For s f with c_j = s alpha_j and z_j in [l_j, h_j]: a supporting neuron (c >= 0) satisfies relu(z) >= lambda z, an
 * opposing one relu(z) <= lambda z + max{(1 - lambda) h, -lambda l}, for any lambda in [0, 1]; the linear rest is
 * minimised on the box in closed form. Opposing: lambda = h/(h - l), the tangent chord. Supporting: 0 or 1 by the sign
 * of z at the corner that the previous choice leads to. Valid for every choice; exact when all neurons are stable.
 */
export function outputRange(network: ReluNetwork, point: Float64Array, radii: Float64Array): OutputRange {
  const neurons = preactivationRanges(network, point, radii);
  return {
    low: lowerBound(network, point, radii, neurons, 1),
    high: -lowerBound(network, point, radii, neurons, -1),
    exact: neurons.exact,
  };
}

interface PreactivationRanges {
  readonly z: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly exact: boolean;
}

function preactivationRanges(
  { hidden }: ReluNetwork,
  point: Float64Array,
  radii: Float64Array,
): PreactivationRanges {
  const z = new Float64Array(hidden.rows);
  const low = new Float64Array(hidden.rows);
  const high = new Float64Array(hidden.rows);
  const length = norm2(point);
  let exact = true;
  for (let j = 0; j < hidden.rows; j++) {
    const u = row(hidden, j);
    z[j] = dot(u, point);
    let reach = 0;
    for (let c = 0; c < u.length; c++) reach += radii[c]! * Math.abs(u[c]!);
    low[j] = z[j]! - reach;
    high[j] = z[j]! + reach;
    const rounding = roundingShare * (norm2(u) * length + reach);
    if (low[j]! < -rounding && high[j]! > rounding) exact = false;
  }
  return { z, low, high, exact };
}

/** A lower bound on sign * f over the box. */
function lowerBound(
  { hidden, output }: ReluNetwork,
  point: Float64Array,
  radii: Float64Array,
  { z, low, high }: PreactivationRanges,
  sign: 1 | -1,
): number {
  const slope = new Float64Array(hidden.cols);
  let corner: Float64Array = point;
  let best = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < slopeRounds; round++) {
    slope.fill(0);
    let bound = 0;
    for (let j = 0; j < hidden.rows; j++) {
      const c = sign * output.data[j]!;
      if (c === 0 || high[j]! <= 0) continue;
      const u = row(hidden, j);
      let lambda = 1;
      if (low[j]! < 0) {
        if (c > 0) lambda = dot(u, corner) >= 0 ? 1 : 0;
        else {
          lambda = high[j]! / (high[j]! - low[j]!);
          bound -= -c * -low[j]! * lambda;
        }
      }
      bound += c * lambda * z[j]!;
      for (let i = 0; i < slope.length; i++) slope[i]! += c * lambda * u[i]!;
    }
    for (let i = 0; i < slope.length; i++) bound -= radii[i]! * Math.abs(slope[i]!);
    if (bound <= best) break;
    best = bound;
    corner = point.map((value, i) => value - radii[i]! * Math.sign(slope[i]!));
  }
  return best;
}
