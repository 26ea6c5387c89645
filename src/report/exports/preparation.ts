import { inputError } from '../../core/errors.js';
import type { DataSummary } from '../../core/generated/documents.js';
import type { DenseLayer } from '../../core/layers/dense.js';
import { zeros } from '../../core/matrix.js';
import type { Model } from './model-format.js';

/**
 * The model for rows as the data file has them: with z = (x - offset) / divisor, and a one behind it where the data
 * has a column of ones, W [z; 1] + b = (W_z / divisor) x + (b + w_1 - W_z (offset / divisor)).
 * Throws InputError where the first layer is not dense.
 */
export function withPreparation(model: Model, data: DataSummary | undefined): Model {
  if (!data) throw inputError('/provenance/data', 'says nothing of how the rows were prepared');
  if (!data.scaling && !data.ones) return model;
  const [first, ...rest] = model.network.layers;
  if (first?.kind !== 'dense') {
    throw inputError(
      '/network/layers/0',
      'raw rows need a dense first layer, into which the scaling is folded',
    );
  }
  const columns = model.columns - (data.ones ? 1 : 0);
  return { ...model, columns, network: { layers: [folded(first, columns, data), ...rest] } };
}

function folded(
  { weight, bias, ...layer }: DenseLayer,
  columns: number,
  { scaling }: DataSummary,
): DenseLayer {
  const matrix = zeros(weight.rows, columns);
  const shift = bias.slice();
  for (let j = 0; j < weight.rows; j++) {
    for (let c = 0; c < weight.cols; c++) {
      const entry = weight.data[j * weight.cols + c]!;
      if (c >= columns) {
        shift[j]! += entry;
        continue;
      }
      const scaled = entry / (scaling?.divisor[c] ?? 1);
      matrix.data[j * columns + c] = scaled;
      shift[j]! -= scaled * (scaling?.offset[c] ?? 0);
    }
  }
  return { ...layer, weight: matrix, bias: shift };
}
