import type { NetworkDocument } from './generated/documents.js';
import { fromRows, type Matrix, row, toRows, zeros } from './matrix.js';

/**
 * One hidden ReLU layer: f(x) = sum_j alpha_j max(0, u_j . x).
 * `hidden` is U (m, d) with the neurons as rows, `output` is alpha (m,).
 */
export interface Network {
  readonly hidden: Matrix;
  readonly output: Float64Array;
}

/** f at every row of x, in float64. Shape (n,). */
export function predict(network: Network, x: Matrix): Float64Array {
  const { hidden, output } = network;
  const values = new Float64Array(x.rows);
  for (let k = 0; k < x.rows; k++) {
    const point = row(x, k);
    let sum = 0;
    for (let j = 0; j < hidden.rows; j++) {
      const z = preactivation(hidden, j, point);
      if (z > 0) sum += output[j]! * z;
    }
    values[k] = sum;
  }
  return values;
}

/** u_j . x. */
export function preactivation(hidden: Matrix, j: number, point: Float64Array): number {
  const start = j * hidden.cols;
  let z = 0;
  for (let c = 0; c < hidden.cols; c++) z += hidden.data[start + c]! * point[c]!;
  return z;
}

/** Gradient of f in x; the derivative of the ReLU at 0 is 1. Shape (d,). */
export function inputGradient(network: Network, point: Float64Array): Float64Array {
  const { hidden, output } = network;
  const gradient = new Float64Array(hidden.cols);
  for (let j = 0; j < hidden.rows; j++) {
    if (preactivation(hidden, j, point) < 0) continue;
    const alpha = output[j]!;
    for (let c = 0; c < hidden.cols; c++) gradient[c]! += alpha * hidden.data[j * hidden.cols + c]!;
  }
  return gradient;
}

/** The network as the result format writes it: two dense layers. */
export function networkDocument(network: Network): NetworkDocument {
  return {
    layers: [
      {
        kind: 'dense',
        weight: toRows(network.hidden),
        bias: new Array(network.hidden.rows).fill(0),
        activation: 'relu',
      },
      { kind: 'dense', weight: [Array.from(network.output)], bias: [0], activation: 'linear' },
    ],
  };
}

/** The way back from {@link networkDocument}. Throws a RangeError on any other shape of network. */
export function networkFromDocument(document: NetworkDocument, columns: number): Network {
  const [first, second] = document.layers;
  if (document.layers.length !== 2 || !first || !second || second.weight.length !== 1) {
    throw new RangeError('expected one hidden layer and one output');
  }
  const hidden = first.weight.length > 0 ? fromRows(first.weight) : zeros(0, columns);
  const output = Float64Array.from(second.weight[0]!);
  if (hidden.rows !== output.length) throw new RangeError('the layers do not fit together');
  if ([...first.bias, ...second.bias].some((b) => b !== 0)) throw new RangeError('expected biases of zero');
  return { hidden, output };
}
