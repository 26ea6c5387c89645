import { addScaled, row } from '../../core/matrix.js';
import type { Region, RelaxedForm } from '../bounds/relaxed-form.js';

/** slope . x + constant. */
export interface Affine {
  readonly slope: Float64Array;
  readonly constant: number;
}

/** A leaf as functions of x: g(x) = linear part + sum of weight max(z, slope z) over its curves. */
export interface AffineLeaf {
  /** z of every held neuron, which has to have the given sign. */
  readonly held: readonly { readonly neuron: number; readonly sign: number; readonly z: Affine }[];
  /** The open neurons: of the last layer, with a positive weight. */
  readonly curves: readonly {
    readonly neuron: number;
    readonly weight: number;
    readonly slope: number;
    readonly z: Affine;
  }[];
  readonly linear: Affine;
}

/** Puts the layers of a leaf (see neuronToSplit) together into functions of x. */
export function affineLeaf(form: RelaxedForm, { signs }: Region): AffineLeaf {
  const held: AffineLeaf['held'][number][] = [];
  const curves: AffineLeaf['curves'][number][] = [];
  let inputs: readonly Affine[] | undefined;
  let first = 0;
  for (const { weight, bias, unstable, slope } of form.layers) {
    const outputs: Affine[] = [];
    for (let i = 0; i < weight.rows; i++) {
      const z = inputs
        ? sum(row(weight, i), inputs, bias[i]!)
        : { slope: row(weight, i), constant: bias[i]! };
      const neuron = first + i;
      const sign = i < unstable ? signs[neuron]! : 1;
      if (i < unstable && sign !== 0) held.push({ neuron, sign, z });
      if (sign === 0) curves.push({ neuron, weight: form.output[i]!, slope, z });
      outputs.push(sign > 0 ? z : scaled(sign < 0 ? slope : 0, z));
    }
    inputs = outputs;
    first += unstable;
  }
  const linear = inputs
    ? sum(form.output, inputs, form.constant)
    : { slope: form.output, constant: form.constant };
  return { held, curves, linear };
}

/** The function's value at a point. */
export function affineValue({ slope, constant }: Affine, point: Float64Array): number {
  let value = constant;
  for (let j = 0; j < slope.length; j++) value += slope[j]! * point[j]!;
  return value;
}

function scaled(factor: number, { slope, constant }: Affine): Affine {
  return { slope: slope.map((value) => factor * value), constant: factor * constant };
}

function sum(weights: Float64Array, parts: readonly Affine[], constant: number): Affine {
  const slope = new Float64Array(parts[0]?.slope.length ?? 0);
  let total = constant;
  parts.forEach((part, j) => {
    if (weights[j] === 0) return;
    addScaled(slope, weights[j]!, part.slope);
    total += weights[j]! * part.constant;
  });
  return { slope, constant: total };
}
