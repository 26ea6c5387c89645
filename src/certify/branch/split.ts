import { dualBound, type Workspace } from '../bounds/dual-bound.js';
import {
  chordLift,
  chordSlope,
  type DualPoint,
  type Region,
  type RelaxedForm,
} from '../bounds/relaxed-form.js';
import type { PairRanges } from './pair-ranges.js';

/** Neurons whose two halves are looked at in full before one is chosen. */
const candidates = 8;
/** Weight of the better half beside the worse one, as in integer programming (Achterberg, 2007, sec. 5.3). */
const betterHalf = 1 / 6;

/**
 * The open neuron to split: the one whose halves have least relaxation gap left, by |c_i| lift_i summed over the open
 * neurons with c_i < 0, bounds that follow from the split included. Undefined at a leaf: where no open neuron is left but
 * those of the last layer that count upwards (c >= 0), on which the form is convex.
 */
export function neuronToSplit(
  form: RelaxedForm,
  region: Region,
  point: DualPoint,
  ranges: PairRanges,
  work: Workspace,
): number | undefined {
  dualBound(form, region, point, work);
  const gaps = relaxationGaps(form, region, work);
  const largest = Array.from(gaps.keys())
    .filter((n) => gaps[n]! >= 0)
    .sort((a, b) => gaps[b]! - gaps[a]! || a - b)
    .slice(0, candidates);
  let chosen: number | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const n of largest) {
    const gains = ([1, -1] as const).map((sign) => gaps[n]! + sideGain(form, region, n, sign, ranges, work));
    const score = (1 - betterHalf) * Math.min(...gains) + betterHalf * Math.max(...gains);
    if (score > most) {
      most = score;
      chosen = n;
    }
  }
  return chosen;
}

/** |c_i| lift_i of the neurons that may be split, -1 for the others. */
function relaxationGaps(form: RelaxedForm, region: Region, work: Workspace): Float64Array {
  const gaps = new Float64Array(region.signs.length).fill(-1);
  let n = 0;
  form.layers.forEach(({ unstable, slope }, l) => {
    const top = l === form.layers.length - 1;
    for (let i = 0; i < unstable; i++, n++) {
      if (region.signs[n] !== 0 || (top && form.output[i]! >= 0)) continue;
      gaps[n] = Math.abs(work.post[l]![i]!) * lift(region.low[n]!, region.high[n]!, slope);
    }
  });
  return gaps;
}

/** What holding a first-layer neuron's sign takes from the gaps of the other neurons of its layer. */
function sideGain(
  form: RelaxedForm,
  { signs, low, high }: Region,
  neuron: number,
  sign: 1 | -1,
  ranges: PairRanges,
  work: Workspace,
): number {
  const { unstable, slope } = form.layers[0]!;
  if (neuron >= unstable) return 0;
  const table = ranges.given(neuron, sign);
  let gain = 0;
  for (let i = 0; i < unstable; i++) {
    const c = work.post[0]![i]!;
    if (i === neuron || signs[i] !== 0 || c >= 0) continue;
    if (table.low[i]! <= low[i]! && table.high[i]! >= high[i]!) continue;
    const narrowed = lift(Math.max(low[i]!, table.low[i]!), Math.min(high[i]!, table.high[i]!), slope);
    gain -= c * (lift(low[i]!, high[i]!, slope) - narrowed);
  }
  return gain;
}

function lift(low: number, high: number, slope: number): number {
  return low < 0 && high > 0 ? chordLift(low, high, slope, chordSlope(low, high, slope)) : 0;
}

/** The half of a region where a neuron has the given sign, and a dual point to start from; undefined where it is empty. */
export function half(
  form: RelaxedForm,
  region: Region,
  point: DualPoint,
  neuron: number,
  sign: 1 | -1,
  ranges: PairRanges,
): { region: Region; point: DualPoint } | undefined {
  const signs = region.signs.slice();
  const low = region.low.slice();
  const high = region.high.slice();
  const values = point.values.slice();
  signs[neuron] = sign;
  values[neuron] = 0;
  const unstable = form.layers[0]!.unstable;
  if (neuron < unstable) {
    const table = ranges.given(neuron, sign);
    for (let i = 0; i < unstable; i++) {
      low[i] = Math.max(low[i]!, table.low[i]!);
      high[i] = Math.min(high[i]!, table.high[i]!);
      if (low[i]! > high[i]!) return undefined;
      // A sign that follows from the others is held as well: its neuron is linear now.
      if (signs[i] === 0 && (low[i]! >= 0 || high[i]! <= 0)) {
        signs[i] = low[i]! >= 0 ? 1 : -1;
        values[i] = 0;
      }
    }
  }
  return { region: { signs, low, high }, point: { ...point, values } };
}
