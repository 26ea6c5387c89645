import type { DenseLayer } from './layers/dense.js';
import { type Matrix, row, zeros } from './matrix.js';
import type { Network } from './network.js';

/**
 * One hidden ReLU layer without biases, the network of the convex path: f(x) = A max(0, U x).
 * `hidden` is U (m, d) with the neurons as rows, `output` is A (K, m) with one row per output.
 */
export interface ReluNetwork {
  readonly hidden: Matrix;
  readonly output: Matrix;
}

/** The network as its two dense layers. */
export function networkOfRelu({ hidden, output }: ReluNetwork): Network {
  return {
    layers: [
      { kind: 'dense', weight: hidden, bias: new Float64Array(hidden.rows), activation: 'relu' },
      { kind: 'dense', weight: output, bias: new Float64Array(output.rows), activation: 'linear' },
    ],
  };
}

/** The way back from {@link networkOfRelu}; undefined for any other shape of network. */
export function asReluNetwork({ layers }: Network): ReluNetwork | undefined {
  const [first, second] = layers;
  if (layers.length !== 2 || first?.kind !== 'dense' || second?.kind !== 'dense') return undefined;
  if (first.activation !== 'relu' || second.activation !== 'linear') return undefined;
  if ([first, second].some(hasBias)) return undefined;
  return { hidden: first.weight, output: second.weight };
}

function hasBias({ bias }: DenseLayer): boolean {
  return bias.some((b) => b !== 0);
}

/** The part of a network that makes output k, a network with one output. */
export function singleOutput({ hidden, output }: ReluNetwork, k: number): ReluNetwork {
  return { hidden, output: { rows: 1, cols: output.cols, data: row(output, k) } };
}

/** f at every row of x, in float64, for a network with one output. Shape (n,). */
export function reluValues({ hidden, output }: ReluNetwork, x: Matrix): Float64Array {
  const values = new Float64Array(x.rows);
  for (let k = 0; k < x.rows; k++) {
    const point = row(x, k);
    let sum = 0;
    for (let j = 0; j < hidden.rows; j++) {
      const z = preactivation(hidden, j, point);
      if (z > 0) sum += output.data[j]! * z;
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

/** Gradient of f in x for a network with one output; the derivative of the ReLU at 0 is 1. Shape (d,). */
export function inputGradient({ hidden, output }: ReluNetwork, point: Float64Array): Float64Array {
  const gradient = new Float64Array(hidden.cols);
  for (let j = 0; j < hidden.rows; j++) {
    if (preactivation(hidden, j, point) < 0) continue;
    const alpha = output.data[j]!;
    for (let c = 0; c < hidden.cols; c++) gradient[c]! += alpha * hidden.data[j * hidden.cols + c]!;
  }
  return gradient;
}

/** The network without any neuron: f = 0. */
export function emptyReluNetwork(columns: number, outputs: number): ReluNetwork {
  return { hidden: zeros(0, columns), output: zeros(outputs, 0) };
}
