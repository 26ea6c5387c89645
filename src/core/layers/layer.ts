/** The values of one layer for several rows at once, row-major: row k starts at k * (product of `shape`). Float64. */
export interface Batch {
  readonly rows: number;
  /** Shape of one row: [features], or [height, width, channels]. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** What every kind of layer can do. One file per kind, beside this one. */
export interface LayerOperations<Layer> {
  /** Throws a RangeError when the layer does not take rows of the input's shape. */
  forward(layer: Layer, input: Batch): Batch;
  /** The gradient in the input of sum_i slopes_i output_i, with the shape of the input. */
  backward(layer: Layer, input: Batch, slopes: Batch): Batch;
}

/** Entries of one row. */
export function sizeOf({ shape }: Pick<Batch, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}
