import { type Matrix, row } from '../../core/matrix.js';

/** z = W h + b followed by phi(z) = max(z, slope z): slope 0 is the ReLU, 0 < slope < 1 leaky, 1 the identity. */
export interface ChainLayer {
  /** W (out, in). */
  readonly weight: Matrix;
  /** b (out,). */
  readonly bias: Float64Array;
  readonly slope: number;
}

/** Dense layers one after the other, the last without activation. Made by {@link denseChain}. */
export interface Chain {
  readonly hidden: readonly ChainLayer[];
  readonly last: ChainLayer;
}

/** Checks that the layers fit together. Throws a RangeError where they do not, or where a number is not finite. */
export function denseChain(layers: readonly ChainLayer[]): Chain {
  const last = layers.at(-1);
  if (!last) throw new RangeError('expected at least one layer');
  if (last.slope !== 1) throw new RangeError('expected a last layer without activation (slope 1)');
  layers.forEach(({ weight, bias, slope }, l) => {
    if (l > 0 && weight.cols !== layers[l - 1]!.weight.rows) {
      throw new RangeError(
        `layer ${l} takes ${weight.cols} inputs, the one before has ${layers[l - 1]!.weight.rows} outputs`,
      );
    }
    if (bias.length !== weight.rows)
      throw new RangeError(`layer ${l} has ${bias.length} biases for its neurons`);
    if (!(slope >= 0 && slope <= 1)) throw new RangeError(`layer ${l} has slope ${slope}, expected 0 to 1`);
    if (![...weight.data, ...bias].every(Number.isFinite)) throw new RangeError(`layer ${l} is not finite`);
  });
  return { hidden: layers.slice(0, -1), last };
}

/** Columns of the inputs a chain takes. */
export function inputSize(chain: Chain): number {
  return (chain.hidden[0] ?? chain.last).weight.cols;
}

/** f(x) (K,), in float64. */
export function chainOutputs({ hidden, last }: Chain, point: Float64Array): Float64Array {
  let values = point;
  for (const layer of hidden) values = preactivations(layer, values).map((z) => Math.max(z, layer.slope * z));
  return preactivations(last, values);
}

/** W h + b. */
export function preactivations({ weight, bias }: ChainLayer, input: Float64Array): Float64Array {
  return bias.map((b, i) => {
    const w = row(weight, i);
    let sum = 0;
    for (let j = 0; j < w.length; j++) sum += w[j]! * input[j]!;
    return sum + b;
  });
}
