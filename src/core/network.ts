import type { NetworkDocument } from './generated/documents.js';
import { type Layer, operationsOf, sequence } from './layers/index.js';
import { type Batch, type Parameter, type Shape, sizeOf } from './layers/layer.js';
import { type Matrix, zeros } from './matrix.js';

/** A feed-forward network: its layers, the first one first. */
export interface Network {
  readonly layers: readonly Layer[];
}

/** f at every row of x, in float64. Shape (n, K), K outputs. Throws a RangeError when the network takes other rows. */
export function predict({ layers }: Network, x: Matrix): Matrix {
  const shapes = sequence.shapes(layers, [x.cols]);
  const values = zeros(x.rows, sizeOf({ shape: shapes.at(-1)! }));
  for (const { from, batch } of batches(x, shapes)) {
    const outputs = layers.reduce((input, layer) => operationsOf(layer).forward(layer, input), batch);
    values.data.set(outputs.data, from * values.cols);
  }
  return values;
}

/**
 * The gradient in every row x_k of sum_i slopes_ki f_i(x_k): slopes (n, K) -> (n, d). The derivative of a ReLU at 0
 * is 1.
 */
export function inputGradients({ layers }: Network, x: Matrix, slopes: Matrix): Matrix {
  const gradients = zeros(x.rows, x.cols);
  for (const { from, batch } of batches(x, sequence.shapes(layers, [x.cols]))) {
    const values = sequence.values(layers, batch);
    const start = from * slopes.cols;
    const data = slopes.data.subarray(start, start + batch.rows * slopes.cols);
    const pulled = sequence.pullBack(layers, values, { ...values.at(-1)!, data });
    gradients.data.set(pulled.data, from * x.cols);
  }
  return gradients;
}

/** Numbers that the layers may hold at once, and rows that pass through them together at most. */
const numbersAtOnce = 2 ** 22;
const mostRowsAtOnce = 256;

/** The rows of x in blocks, which bound the memory that layers with outputs of these shapes take. */
function* batches(x: Matrix, shapes: readonly Shape[]): Generator<{ from: number; batch: Batch }> {
  const perRow = shapes.reduce((sum, shape) => sum + sizeOf({ shape }), x.cols);
  const size = Math.min(mostRowsAtOnce, Math.max(1, Math.floor(numbersAtOnce / perRow)));
  for (let from = 0; from < x.rows; from += size) {
    const rows = Math.min(size, x.rows - from);
    const data = x.data.subarray(from * x.cols, (from + rows) * x.cols);
    yield { from, batch: { rows, shape: [x.cols], data } };
  }
}

/** Outputs K of a network that takes rows of `columns` entries. Throws a RangeError where it does not. */
export function outputsOf({ layers }: Network, columns: number): number {
  return sizeOf({ shape: sequence.shapes(layers, [columns]).at(-1)! });
}

/**
 * Multiply-adds of the prediction of one row of `columns` entries: every weight once for each place of its layer's output,
 * an image's height times width. A block of layers counts as if all of them had the places of its output.
 */
export function multiplicationsOf({ layers }: Network, columns: number): number {
  const shapes = sequence.shapes(layers, [columns]);
  return layers.reduce((sum, layer, l) => {
    const weights = operationsOf(layer).parameters(layer);
    const entries = weights.reduce((n, { role, values }) => n + (role === 'weight' ? values.length : 0), 0);
    const [height, width, channels] = shapes[l]!;
    return sum + (channels === undefined ? entries : entries * height! * width!);
  }, 0);
}

/** Everything that training determines, layer by layer, names starting with the layer's number. */
export function namedParameters({ layers }: Network): Parameter[] {
  return sequence.parameters(layers);
}

/** The values of {@link namedParameters}. */
export function parametersOf(network: Network): Float64Array[] {
  return namedParameters(network).map(({ values }) => values);
}

/** The weights of all layers: what is regularized. Biases and the numbers of batch norms are not among them. */
export function weightsOf(network: Network): Float64Array[] {
  return namedParameters(network)
    .filter(({ role }) => role === 'weight')
    .map(({ values }) => values);
}

/** A dense weight as it is; a kernel (..., outputs) with one row per output. */
function weightMatrix(values: Float64Array, shape: Shape): Matrix {
  if (shape.length === 2) return { rows: shape[0]!, cols: shape[1]!, data: values };
  const rows = shape.at(-1)!;
  const matrix = zeros(rows, values.length / rows);
  for (let i = 0; i < values.length; i++) {
    matrix.data[(i % rows) * matrix.cols + Math.floor(i / rows)] = values[i]!;
  }
  return matrix;
}

/** The network with other values, in the order of {@link namedParameters}. */
export function withParameters({ layers }: Network, values: readonly Float64Array[]): Network {
  return { layers: sequence.withParameters(layers, values) };
}

/** The weights of all layers as matrices (outputs, inputs); those of a convolution (outputs, entries of its window). */
export function weightMatricesOf(network: Network): Matrix[] {
  return namedParameters(network)
    .filter(({ role }) => role === 'weight')
    .map(({ values, shape }) => weightMatrix(values, shape));
}

/** The network as the result format writes it. */
export function networkDocument({ layers }: Network): NetworkDocument {
  return { layers: sequence.documents(layers) };
}

/** The way back from {@link networkDocument}, for rows of `columns` entries. Throws a RangeError where layers do not fit. */
export function networkFromDocument(document: NetworkDocument, columns: number): Network {
  if (document.layers.length === 0) throw new RangeError('a network has at least one layer');
  return { layers: sequence.fromDocuments(document.layers, [columns]) };
}
