import type { LayerDocument, NetworkDocument } from './generated/documents.js';
import { type Layer, operationsOf } from './layers/index.js';
import { type Batch, sizeOf } from './layers/layer.js';
import { fromRows, type Matrix, toRows, zeros } from './matrix.js';

/** A feed-forward network: its layers, the first one first. */
export interface Network {
  readonly layers: readonly Layer[];
}

/** Rows that pass through the layers together: they bound the memory a prediction takes. */
const rowsAtOnce = 256;

/** f at every row of x, in float64. Shape (n, K), K outputs. Throws a RangeError when the network takes other rows. */
export function predict(network: Network, x: Matrix): Matrix {
  let values: Matrix | undefined;
  for (let from = 0; from < x.rows; from += rowsAtOnce) {
    const { data, ...outputs } = activations(network, rowRange(x, from)).at(-1)!;
    values ??= zeros(x.rows, sizeOf(outputs));
    values.data.set(data, from * values.cols);
  }
  return values ?? zeros(0, 0);
}

/**
 * The gradient in every row x_k of sum_i slopes_ki f_i(x_k): slopes (n, K) -> (n, d). The derivative of a ReLU at 0
 * is 1.
 */
export function inputGradients(network: Network, x: Matrix, slopes: Matrix): Matrix {
  const gradients = zeros(x.rows, x.cols);
  for (let from = 0; from < x.rows; from += rowsAtOnce) {
    const values = activations(network, rowRange(x, from));
    const { rows, shape } = values.at(-1)!;
    const start = from * slopes.cols;
    let pulled: Batch = { rows, shape, data: slopes.data.subarray(start, start + rows * slopes.cols) };
    for (let l = network.layers.length - 1; l >= 0; l--) {
      const layer = network.layers[l]!;
      pulled = operationsOf(layer).backward(layer, values[l]!, pulled);
    }
    gradients.data.set(pulled.data, from * x.cols);
  }
  return gradients;
}

/** The rows themselves, then what each layer makes of them. */
function activations({ layers }: Network, input: Batch): Batch[] {
  const values = [input];
  for (const layer of layers) values.push(operationsOf(layer).forward(layer, values.at(-1)!));
  return values;
}

function rowRange(x: Matrix, from: number): Batch {
  const rows = Math.min(rowsAtOnce, x.rows - from);
  return { rows, shape: [x.cols], data: x.data.subarray(from * x.cols, (from + rows) * x.cols) };
}

/** The weights of all layers: what is regularized. Biases are not among them. */
export function weightsOf(network: Network): Float64Array[] {
  return weightMatricesOf(network).map(({ data }) => data);
}

/** The weights of all layers as matrices (outputs, inputs). */
export function weightMatricesOf({ layers }: Network): Matrix[] {
  return layers.map(({ weight }) => weight);
}

/** Every weight and bias, layer by layer. */
export function parametersOf({ layers }: Network): Float64Array[] {
  return layers.flatMap(({ weight, bias }) => [weight.data, bias]);
}

/** The network as the result format writes it. */
export function networkDocument({ layers }: Network): NetworkDocument {
  return {
    layers: layers.map(({ kind, weight, bias, activation }) => ({
      kind,
      weight: toRows(weight),
      bias: Array.from(bias),
      activation,
    })),
  };
}

/** The way back from {@link networkDocument}, for rows of `columns` entries. Throws a RangeError where layers do not fit. */
export function networkFromDocument(document: NetworkDocument, columns: number): Network {
  let inputs = columns;
  const layers = document.layers.map((layer, l) => {
    const read = layerFromDocument(layer, inputs, `layer ${l}`);
    inputs = read.weight.rows;
    return read;
  });
  if (layers.length === 0) throw new RangeError('a network has at least one layer');
  return { layers };
}

function layerFromDocument(
  { kind, weight, bias, activation }: LayerDocument,
  inputs: number,
  name: string,
): Layer {
  const matrix = weight.some((entries) => entries.length > 0)
    ? fromRows(weight)
    : zeros(weight.length, inputs);
  if (matrix.cols !== inputs) throw new RangeError(`${name} takes ${matrix.cols} inputs, but gets ${inputs}`);
  if (bias.length !== matrix.rows) {
    throw new RangeError(`${name} has ${bias.length} biases for ${matrix.rows} outputs`);
  }
  return { kind, weight: matrix, bias: Float64Array.from(bias), activation };
}
