import type { LayerDocument, NetworkDocument } from '#relucent/core/generated/documents.js';
import type { DenseLayer } from '#relucent/core/layers/dense.js';
import { fromRows, type Matrix, zeros } from '#relucent/core/matrix.js';
import type { Network } from '#relucent/core/network.js';
import type { Random } from '#relucent/core/random.js';
import { networkOfRelu, type ReluNetwork } from '#relucent/core/relu-network.js';

/** One target per row, as samples hold them: shape (n, 1). */
export function column(values: ArrayLike<number>): Matrix {
  return { rows: values.length, cols: 1, data: Float64Array.from(values) };
}

/** f(x) = sum_j output_j max(0, hidden_j . x). */
export function reluFrom(hidden: readonly (readonly number[])[], output: readonly number[]): ReluNetwork {
  return { hidden: fromRows(hidden), output: fromRows([output]) };
}

/** {@link reluFrom} as its two layers. */
export function networkFrom(hidden: readonly (readonly number[])[], output: readonly number[]): Network {
  return networkOfRelu(reluFrom(hidden, output));
}

/** Layer l, which is dense. */
export function denseLayer({ layers }: Network, l: number): DenseLayer {
  const layer = layers.at(l);
  if (layer?.kind !== 'dense') throw new Error(`layer ${l} is ${layer?.kind ?? 'missing'}, not dense`);
  return layer;
}

/** Layer l of a network's document, which is dense. */
export function denseDocument(
  { layers }: NetworkDocument,
  l: number,
): Extract<LayerDocument, { kind: 'dense' }> {
  const layer = layers.at(l);
  if (layer?.kind !== 'dense') throw new Error(`layer ${l} is ${layer?.kind ?? 'missing'}, not dense`);
  return layer;
}

/** Standard normal weights: m neurons on d columns, K outputs. */
export function randomRelu(random: Random, m: number, d: number, outputs = 1): ReluNetwork {
  return { hidden: normalMatrix(random, m, d), output: normalMatrix(random, outputs, m) };
}

/** A matrix of standard normal entries. */
export function normalMatrix(random: Random, rows: number, cols: number): Matrix {
  const matrix = zeros(rows, cols);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.normal();
  return matrix;
}
