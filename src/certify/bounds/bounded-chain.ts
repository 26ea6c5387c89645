import { type Matrix, row } from '../../core/matrix.js';
import { type Box, roundedBox } from '../chain/box.js';
import type { Chain, ChainLayer } from '../chain/chain.js';
import type { LinearForm } from '../chain/margin-forms.js';
import { dualBound, workspace } from './dual-bound.js';
import { activated, boxInput, type LayerInput, type LayerInterval, layerInterval } from './interval.js';
import { crownPoint, type RelaxedForm, wholeBox } from './relaxed-form.js';
import { type RelaxedLayer, withoutStable } from './relaxed-layer.js';
import { roundingFactor } from './rounding.js';

/** A chain on a box with proven bounds on all its hidden neurons: where every question about its outputs starts. */
export interface BoundedChain {
  readonly box: Box;
  /** The hidden layers but the last, their stable neurons merged away. */
  readonly below: readonly RelaxedLayer[];
  /** The last hidden layer on top of `below`; absent where the chain has none. */
  readonly top?: { readonly layer: ChainLayer; readonly interval: LayerInterval };
  /** What goes into the output layer. */
  readonly outputInput: LayerInput;
  readonly last: ChainLayer;
  readonly rounding: number;
  /** Bounds on z of every hidden layer. */
  readonly intervals: readonly LayerInterval[];
}

/**
 * Bounds every hidden neuron on the box, layer by layer: by intervals and, above the first layer, by linear relaxation of
 * the layers below; the tighter of the two counts.
 */
export function boundChain(chain: Chain, around: Box): BoundedChain {
  const box = roundedBox(around);
  const rounding = roundingFactor(chain);
  const below: RelaxedLayer[] = [];
  const intervals: LayerInterval[] = [];
  let top: BoundedChain['top'];
  let input = boxInput(box);
  let merged: Matrix | undefined;
  for (const [l, original] of chain.hidden.entries()) {
    const layer = { ...original, weight: merged ?? original.weight };
    // Intervals come from the layer as it is given: merged neurons would loosen them.
    const loose = layerInterval(original, input, rounding);
    const interval = l === 0 ? loose : relaxedInterval({ box, rounding, layers: below }, layer, loose);
    intervals.push(interval);
    input = activated(interval, layer.slope);
    const above = chain.hidden[l + 1];
    if (!above) top = { layer, interval };
    else {
      const relaxed = withoutStable(layer, interval, above.weight);
      below.push(relaxed.layer);
      merged = relaxed.next;
    }
  }
  return { box, below, ...(top ? { top } : {}), outputInput: input, last: chain.last, rounding, intervals };
}

/** Narrows a layer's bounds by those of the relaxation below it. */
function relaxedInterval(
  relaxation: Pick<RelaxedForm, 'box' | 'layers' | 'rounding'>,
  { weight, bias }: ChainLayer,
  { low, high, magnitude }: LayerInterval,
): LayerInterval {
  const work = workspace(relaxation);
  const region = wholeBox(relaxation);
  const point = crownPoint(relaxation);
  const lowest = (i: number, sign: 1 | -1) => {
    const output = row(weight, i).map((w) => sign * w);
    const form = { ...relaxation, output, constant: sign * bias[i]!, magnitude: magnitude[i]! };
    return dualBound(form, region, point, work);
  };
  return {
    low: low.map((value, i) => Math.max(value, lowest(i, 1))),
    high: high.map((value, i) => Math.min(value, -lowest(i, -1))),
    magnitude,
  };
}

/** The form on the bounded chain: its output layer and last hidden layer made into one row of unstable neurons. */
export function relaxedForm(bounded: BoundedChain, form: LinearForm): RelaxedForm {
  const { box, below, top, rounding } = bounded;
  const { output, constant, magnitude } = onInputs(bounded.last, bounded.outputInput, form);
  const shared = { box, rounding, constant, magnitude };
  if (!top) return { ...shared, layers: below, output };
  const row: Matrix = { rows: 1, cols: output.length, data: output };
  const { layer, next } = withoutStable(top.layer, top.interval, row);
  return { ...shared, layers: [...below, layer], output: next.data };
}

/** A lower bound on the form from intervals of what goes into the output layer. */
export function intervalFormBound(chain: Chain, input: LayerInput, form: LinearForm): number {
  const { output, constant, magnitude } = onInputs(chain.last, input, form);
  let bound = constant - roundingFactor(chain) * magnitude;
  for (let i = 0; i < output.length; i++) {
    bound += output[i]! * (output[i]! > 0 ? input.low[i]! : input.high[i]!);
  }
  return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
}

/** The form as a function of the output layer's inputs, and the sum of its absolute terms. */
function onInputs({ weight, bias }: ChainLayer, input: LayerInput, { coefficients, constant }: LinearForm) {
  const output = new Float64Array(weight.cols);
  let shift = constant;
  let magnitude = Math.abs(constant);
  for (let k = 0; k < weight.rows; k++) {
    const c = coefficients[k]!;
    if (c === 0) continue;
    shift += c * bias[k]!;
    magnitude += Math.abs(c * bias[k]!);
    const w = row(weight, k);
    for (let i = 0; i < w.length; i++) {
      output[i]! += c * w[i]!;
      magnitude += Math.abs(c * w[i]!) * input.magnitude[i]!;
    }
  }
  return { output, constant: shift, magnitude };
}
