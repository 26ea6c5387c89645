import { dot } from '../../../core/matrix.js';
import type { SoftInteriorProgram } from './program.js';
import type { SoftRows } from './vectors.js';

/**
 * What is left of each sample when its excesses, q_k and xi_k are eliminated, given the neurons and their reaches. With
 * weights r1, r2 of the two rows of an excess, w of the loss rows and b1, b2 of q -+ g:
 *
 *   m = (rhs + y_row)/(r1 + r2) + tau x . u + rho a,   q = (rhs + (b1 - b2) g + e Y)/(b1 + b2),
 *   R y = c . (u, a) + const,   R = diag(1/w + sum_i 1/(r1 + r2)) + (s + sum_j e_j^2/(b1 + b2)) 11',
 *   c_row = slope x . g - bend . g - sum of the row's (tau x . u + rho a),   bend = e (b1 - b2)/(b1 + b2),
 *
 * where y are what the loss rows' multipliers change by, Y their sum, s = 1/w2 for hinge loss, whose second row sees
 * nothing of the neurons, and 1/curvature for squared loss.
 */
export interface SampleBlocks {
  /** Loss rows that see the neurons. */
  readonly sides: 1 | 2;
  /** 1/(r1 + r2), r1 r2/(r1 + r2), tau and rho (pairs,). */
  readonly looseness: Float64Array;
  readonly stiffness: Float64Array;
  readonly tau: Float64Array;
  readonly rho: Float64Array;
  /** b1 + b2, b1 - b2 and del = 4 b1 b2/(b1 + b2) (n, attacked). */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  readonly diagonal: Float64Array;
  /** bend (n, width). */
  readonly bend: Float64Array;
  /** s (n,). */
  readonly give: Float64Array;
  /** The lower triangle L of R^-1 = LL': L11, L21, L22 (n,); only the first where there is one side. */
  readonly root: readonly [Float64Array, Float64Array, Float64Array];
}

export function sampleBlocks(program: SoftInteriorProgram, weights: SoftRows): SampleBlocks {
  const { n, attacked, neurons: N, width, radii, slopes, pairs, loss } = program;
  const vector = (length: number) => new Float64Array(length);
  const [looseness, stiffness] = [vector(pairs.count), vector(pairs.count)];
  const [tau, rho] = [vector(pairs.count), vector(pairs.count)];
  const loose = [vector(n), vector(n)] as const;
  for (let i = 0; i < N; i++) {
    const into = loose[pairs.lossRow(i)];
    let at = pairs.start(i);
    for (const k of pairs.samples(i)) {
      const lambda = slopes[i * n + k]!;
      const [off, on] = [weights.inactive[at]!, weights.active[at]!];
      const inverse = 1 / (off + on);
      looseness[at] = inverse;
      stiffness[at] = off * on * inverse;
      tau[at] = (off * (1 - lambda) - on * lambda) * inverse;
      rho[at] = (off * (1 - lambda) + on * lambda) * inverse;
      into[k]! += inverse;
      at++;
    }
  }

  const sum = weights.qPlus.map((value, at) => value + weights.qMinus[at]!);
  const difference = weights.qMinus.map((value, at) => value - weights.qPlus[at]!);
  const diagonal = sum.map((value, at) => (4 * weights.qMinus[at]! * weights.qPlus[at]!) / value);
  const bend = vector(n * width);
  const sides = loss.reach2 === 1 ? 2 : 1;
  const give = vector(n);
  const root = [vector(n), vector(n), vector(n)] as const;
  for (let k = 0; k < n; k++) {
    let spread = 0;
    for (let j = 0; j < attacked; j++) {
      const at = k * attacked + j;
      spread += radii[j]! ** 2 / sum[at]!;
      bend[k * width + j] = (radii[j]! * difference[at]!) / sum[at]!;
    }
    give[k] = sides === 1 ? 1 / weights.second[k]! : 1 / loss.curvature;
    const shared = give[k]! + spread;
    const first = 1 / weights.first[k]! + loose[0][k]!;
    if (sides === 1) {
      root[0][k] = 1 / Math.sqrt(first + shared);
      continue;
    }
    const second = 1 / weights.second[k]! + loose[1][k]!;
    const determinant = first * second + shared * (first + second);
    root[0][k] = Math.sqrt((second + shared) / determinant);
    root[1][k] = -shared / determinant / root[0][k]!;
    root[2][k] = 1 / Math.sqrt(second + shared);
  }
  return { sides, looseness, stiffness, tau, rho, sum, difference, diagonal, bend, give, root };
}

/** R^-1 y of one sample, in place: [first, second] of each (n, 2). */
export function solveSamples({ sides, root: [l11, l21, l22] }: SampleBlocks, y: Float64Array): Float64Array {
  const n = l11.length;
  for (let k = 0; k < n; k++) {
    const first = l11[k]! * y[2 * k]! + (sides === 2 ? l21[k]! * y[2 * k + 1]! : 0);
    const second = sides === 2 ? l22[k]! * y[2 * k + 1]! : 0;
    y[2 * k] = l11[k]! * first;
    y[2 * k + 1] = sides === 2 ? l21[k]! * first + l22[k]! * second : 0;
  }
  return y;
}

/** c . (u, a) of each loss row (n, 2), from x . u (N, n), the reaches a (N,) and the slopes g (n, width). */
export function lossImages(
  program: SoftInteriorProgram,
  { sides, tau, rho, bend }: SampleBlocks,
  z: Float64Array,
  reaches: Float64Array,
  g: Float64Array,
): Float64Array {
  const { n, neurons: N, width, x, pairs, loss } = program;
  const image = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    const slope = g.subarray(k * width, (k + 1) * width);
    const l = dot(x.subarray(k * width, (k + 1) * width), slope);
    const bent = dot(bend.subarray(k * width, (k + 1) * width), slope);
    image[2 * k] = loss.slope1[k]! * l - bent;
    if (sides === 2) image[2 * k + 1] = loss.slope2[k]! * l - bent;
  }
  for (let i = 0; i < N; i++) {
    const row = pairs.lossRow(i);
    let at = pairs.start(i);
    for (const k of pairs.samples(i)) {
      image[2 * k + row]! -= tau[at]! * z[i * n + k]! + rho[at]! * reaches[i]!;
      at++;
    }
  }
  return image;
}
