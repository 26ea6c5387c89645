import { dot, row } from '../../core/matrix.js';
import type { Interval } from '../bounds/interval.js';
import type { RelaxedForm } from '../bounds/relaxed-form.js';
import { underflow } from '../bounds/rounding.js';

/** Bounds on z of the first layer's unstable neurons where one of them has a given sign. */
export interface PairRanges {
  given(neuron: number, sign: 1 | -1): Interval;
}

/** Tangents drawn for one bound; what is missing to the exact bound then is rarely worth more. */
const rounds = 6;

/**
 * For first-layer neurons i and k, by duality of the linear program in x,
 *
 *   max{z_i : x in the box, sign z_k >= 0} <= z_i(center) + beta sign z_k(center) + sum_j radii_j |w_i + beta sign w_k|_j
 *
 * for every beta >= 0. The right side is convex and piecewise linear in beta; its minimum is sought where the tangents
 * from both sides meet. The table of a (k, sign) depends on the box alone: it is made at first use and kept.
 */
export function pairRanges(form: RelaxedForm): PairRanges {
  const { box, rounding, layers } = form;
  // Without a layer no neuron is ever asked for.
  const layer = layers[0]!;
  const centers = Float64Array.from(
    { length: layers[0]?.unstable ?? 0 },
    (_, i) => layer.bias[i]! + dot(row(layer.weight, i), box.center),
  );
  const tables = new Map<number, Interval>();

  /** An upper bound on direction * z_i where sign * z_k >= 0. */
  function highest(i: number, direction: 1 | -1, k: number, sign: 1 | -1): number {
    const a = row(layer.weight, i);
    const c = row(layer.weight, k);
    const at = (beta: number): Tangent => {
      const share = beta * direction * sign;
      let value = 0;
      let slope = 0;
      for (let j = 0; j < a.length; j++) {
        const sum = a[j]! + share * c[j]!;
        value += box.radii[j]! * Math.abs(sum);
        slope += box.radii[j]! * c[j]! * Math.sign(sum);
      }
      return {
        beta,
        value: direction * centers[i]! + beta * sign * centers[k]! + value,
        slope: sign * centers[k]! + direction * sign * slope,
      };
    };
    const widest = (8 * (layer.high[i]! - layer.low[i]!)) / (layer.high[k]! - layer.low[k]!);
    const { beta, value } = lowest(at, widest);
    return value + 2 * rounding * (layer.magnitude[i]! + beta * layer.magnitude[k]!) + underflow;
  }

  return {
    given(k, sign) {
      const key = 2 * k + (sign > 0 ? 1 : 0);
      let table = tables.get(key);
      if (!table) {
        const low = layer.low.slice();
        const high = layer.high.slice();
        for (let i = 0; i < layer.unstable; i++) {
          if (i === k || (layers.length === 1 && form.output[i]! >= 0)) continue;
          high[i] = Math.min(high[i]!, highest(i, 1, k, sign));
          low[i] = Math.max(low[i]!, -highest(i, -1, k, sign));
        }
        table = { low, high };
        tables.set(key, table);
      }
      return table;
    },
  };
}

/** Value and a slope of a convex function of beta. */
interface Tangent {
  readonly beta: number;
  readonly value: number;
  readonly slope: number;
}

/** The lowest point that was met of a convex, piecewise linear function between 0 and `widest`. */
function lowest(at: (beta: number) => Tangent, widest: number): Tangent {
  let left = at(0);
  if (left.slope >= 0) return left;
  let right = at(widest);
  let best = right.value < left.value ? right : left;
  for (let round = 0; round < rounds && right.slope > 0; round++) {
    const rise = left.value - right.value + right.slope * right.beta - left.slope * left.beta;
    const beta = rise / (right.slope - left.slope);
    if (!(beta > left.beta && beta < right.beta)) break;
    const next = at(beta);
    if (next.value < best.value) best = next;
    if (next.slope < 0) left = next;
    else right = next;
  }
  return best;
}
