import type { Batch, Shape } from './layer.js';
import { eachPlace, type Grid, gridOver, imageOf } from './window.js';

/** What pools have in common: square windows, moved by `stride`. */
export interface PoolLayer {
  readonly size: number;
  readonly stride: number;
  /** Also a last window that reaches beyond the edge; only what lies inside counts. */
  readonly ceil: boolean;
}

function grid({ size, stride, ceil }: PoolLayer, input: Shape): Grid {
  return gridOver(input, [size, size], stride, ceil ? 'ceil' : 'valid');
}

export function poolShape(layer: PoolLayer, input: Shape): Shape {
  const { rows, columns } = grid(layer, input);
  return [rows.count, columns.count, imageOf(input)[2]];
}

/** Calls `visit` for every entry of every output: its number, and that of the entry of the input. */
export function eachPooled(
  layer: PoolLayer,
  { rows, shape, data }: Batch,
  visit: (output: number, input: number) => void,
): void {
  const channels = imageOf(shape)[2];
  const windows = grid(layer, shape);
  const count = windows.rows.count * windows.columns.count;
  for (let k = 0; k < rows; k++) {
    const start = (k * data.length) / rows;
    eachPlace(windows, (window, place) => {
      const output = (k * count + window) * channels;
      const input = start + place * channels;
      for (let c = 0; c < channels; c++) visit(output + c, input + c);
    });
  }
}
