/** Shape of one row: [features], or [height, width, channels]. */
export type Shape = readonly number[];

/** The values of one layer for several rows at once, row-major: row k starts at k * (product of `shape`). Float64. */
export interface Batch {
  readonly rows: number;
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** weight: regularized. bias, gain: learned, not regularized. statistic: measured on the data. */
export type ParameterRole = 'weight' | 'bias' | 'gain' | 'statistic';

/** One array of a layer that training determines, row-major. */
export interface Parameter {
  /** The layer's property that holds it; in a residual block after the inner layer's number, as in `0.weight`. */
  readonly name: string;
  readonly role: ParameterRole;
  readonly shape: Shape;
  readonly values: Float64Array;
  /** Of a weight: inputs that each output is made of, and outputs that each input goes into. */
  readonly fans?: { readonly in: number; readonly out: number };
}

/** What every kind of layer can do. One file per kind, beside this one. */
export interface LayerOperations<Layer, Document> {
  /** Shape of the output for rows of shape `input`. Throws a RangeError when the layer does not take them. */
  outputShape(layer: Layer, input: Shape): Shape;
  /** Throws a RangeError when the layer does not take rows of the input's shape. */
  forward(layer: Layer, input: Batch): Batch;
  /** The gradient in the input of sum_i slopes_i output_i, with the shape of the input. */
  backward(layer: Layer, input: Batch, slopes: Batch): Batch;
  /** Everything that training determines, in a fixed order. */
  parameters(layer: Layer): readonly Parameter[];
  /** The layer with other values, in the order of `parameters`. */
  withParameters(layer: Layer, values: readonly Float64Array[]): Layer;
  /** Neurons or filters with weights of their own. */
  units(layer: Layer): number;
  document(layer: Layer): Document;
  /** The way back, for rows of shape `input`. Throws a RangeError where the numbers do not fit. */
  fromDocument(document: Document, input: Shape): Layer;
}

/** Entries of one row. */
export function sizeOf({ shape }: Pick<Batch, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}
