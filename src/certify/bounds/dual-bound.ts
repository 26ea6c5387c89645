import { dot, row } from '../../core/matrix.js';
import { chordLift, chordSlope, type DualPoint, type Region, type RelaxedForm } from './relaxed-form.js';
import { underflow } from './rounding.js';

/** Arrays that bounds on one form are computed in, again and again. */
export interface Workspace {
  /** Per layer: coefficients of its neurons after and before the activation. */
  readonly post: readonly Float64Array[];
  readonly pre: readonly Float64Array[];
  /** Slope in x of the linear function that the bound minimises, and the corner of the box where it does. Shape (d,). */
  readonly slope: Float64Array;
  readonly corner: Float64Array;
  /** Per layer: z of the relaxation at the corner, and what its neurons pass on, there and in the network. */
  readonly relaxed: readonly Float64Array[];
  readonly relaxedOutput: readonly Float64Array[];
  readonly output: readonly Float64Array[];
}

export function workspace({ box, layers }: Pick<RelaxedForm, 'box' | 'layers'>): Workspace {
  const perLayer = () => layers.map(({ weight }) => new Float64Array(weight.rows));
  return {
    post: perLayer(),
    pre: perLayer(),
    slope: new Float64Array(box.center.length),
    corner: new Float64Array(box.center.length),
    relaxed: perLayer(),
    relaxedOutput: perLayer(),
    output: perLayer(),
  };
}

/**
 * A lower bound, less its rounding, on weight g(x) over the x of the region; valid for every dual point. A positive bound
 * of weight 0 proves that the region is empty.
 *
 * Backwards from c = weight output, layer by layer, c_i phi(z_i) >= p_i z_i + t_i with
 *
 *   open, c_i >= 0:  p = alpha c,   t = 0           open, c_i < 0:    p = chord c,      t = lift c
 *   held, z >= 0:    p = c - beta,  t = 0           held, z <= 0:     p = slope c + beta, t = 0
 *
 * and c of the layer below is W'p. The linear function of x that is left is minimised on the box in closed form.
 * Zhang et al., CROWN, 2018, thm. 3.2; Xu et al., Fast and complete, 2021, sec. 3.1 (alpha); Wang et al., Beta-CROWN,
 * 2021, thm. 3.1 (beta).
 *
 * Rounding: whatever numbers c and p came out as, the true function differs from the one that they describe by at most
 * rounding * sum of (|c_i| + |p_i|) magnitude_i over all layers.
 */
export function dualBound(
  form: RelaxedForm,
  region: Region,
  { values, weight }: DualPoint,
  work: Workspace,
): number {
  const { box, layers, output } = form;
  let constant = weight * form.constant;
  let charge = weight * form.magnitude;
  let first = values.length;
  const top = work.post.at(-1) ?? work.slope;
  for (let i = 0; i < top.length; i++) top[i] = weight * output[i]!;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { slope, unstable, bias, magnitude, weight: matrix } = layers[l]!;
    const post = work.post[l]!;
    const pre = work.pre[l]!;
    const below = l > 0 ? work.post[l - 1]! : work.slope;
    first -= unstable;
    below.fill(0);
    for (let i = 0; i < post.length; i++) {
      const c = post[i]!;
      let p = c;
      if (i < unstable) {
        const n = first + i;
        const sign = region.signs[n]!;
        if (sign > 0) p = c - values[n]!;
        else if (sign < 0) p = slope * c + values[n]!;
        else if (c >= 0) p = values[n]! * c;
        else {
          const chord = chordSlope(region.low[n]!, region.high[n]!, slope);
          p = chord * c;
          constant += chordLift(region.low[n]!, region.high[n]!, slope, chord) * c;
        }
      }
      pre[i] = p;
      charge += (Math.abs(c) + Math.abs(p)) * magnitude[i]!;
      if (p === 0) continue;
      constant += p * bias[i]!;
      const start = i * matrix.cols;
      for (let j = 0; j < below.length; j++) below[j]! += p * matrix.data[start + j]!;
    }
  }
  const { center, radii } = box;
  for (let j = 0; j < center.length; j++) {
    const a = work.slope[j]!;
    constant += a * center[j]! - radii[j]! * Math.abs(a);
  }
  const bound = constant - form.rounding * charge - underflow;
  return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
}

/**
 * Goes forwards, through relaxation and network, from the corner that the last {@link dualBound} of this workspace found.
 * The relaxation's z_i are the derivatives of that bound in p_i. Returns g at the corner, up to rounding.
 */
export function traceCorner(
  form: RelaxedForm,
  region: Region,
  { values }: DualPoint,
  work: Workspace,
): number {
  const { box, layers } = form;
  const { corner } = work;
  for (let j = 0; j < corner.length; j++) {
    corner[j] = box.center[j]! - box.radii[j]! * Math.sign(work.slope[j]!);
  }
  let relaxedInput = corner;
  let input = corner;
  let first = 0;
  layers.forEach(({ slope, unstable, bias, weight }, l) => {
    const post = work.post[l]!;
    const relaxed = work.relaxed[l]!;
    const relaxedOutput = work.relaxedOutput[l]!;
    const output = work.output[l]!;
    for (let i = 0; i < post.length; i++) {
      const w = row(weight, i);
      const z = bias[i]! + dot(w, input);
      const relaxedZ = l === 0 ? z : bias[i]! + dot(w, relaxedInput);
      relaxed[i] = relaxedZ;
      relaxedOutput[i] = relaxedZ;
      output[i] = z;
      if (i >= unstable) continue;
      const n = first + i;
      const sign = region.signs[n]!;
      if (z < 0) output[i] = slope * z;
      if (sign < 0) relaxedOutput[i] = slope * relaxedZ;
      else if (sign === 0 && post[i]! >= 0) relaxedOutput[i] = values[n]! * relaxedZ;
      else if (sign === 0) {
        const chord = chordSlope(region.low[n]!, region.high[n]!, slope);
        relaxedOutput[i] = chord * relaxedZ + chordLift(region.low[n]!, region.high[n]!, slope, chord);
      }
    }
    first += unstable;
    relaxedInput = relaxedOutput;
    input = output;
  });
  return form.constant + dot(form.output, input);
}
