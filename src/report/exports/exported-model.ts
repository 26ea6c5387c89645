import { inputError } from '../../core/errors.js';
import type { NetworkDocument, Result } from '../../core/generated/documents.js';
import { networkFromDocument } from '../../core/network.js';
import type { Model } from './model-format.js';
import { withPreparation } from './preparation.js';

export interface ExportOptions {
  /**
   * prepared: the network takes rows as it was trained on them, scaled and with the column of ones. raw: the scaling
   * and the ones are folded into the first layer, so that it takes rows as the data file has them.
   */
  readonly rows: 'prepared' | 'raw';
}

/**
 * The network of a result with its metadata. Throws InputError where the result has none, where it does not fit its
 * own description, or where the rows' preparation cannot be folded into the first layer.
 */
export function exportedModel({ network, provenance, name }: Result, { rows }: ExportOptions): Model {
  if (!network) throw inputError('/network', 'the result has no network to export');
  const columns = provenance.data?.columns.length ?? inputColumns(network);
  let model: Model;
  try {
    model = {
      network: networkFromDocument(network, columns),
      columns,
      metadata: {
        producer: `relucent ${provenance.relucent}`,
        specSha256: provenance.specSha256,
        dataSha256: provenance.dataSha256,
        rows,
        ...(name === undefined ? {} : { name }),
        ...(provenance.data && {
          columns: JSON.stringify(provenance.data.columns),
          ...(provenance.data.classes && { classes: JSON.stringify(provenance.data.classes) }),
        }),
      },
    };
  } catch (error) {
    if (error instanceof RangeError) throw inputError('/network', error.message);
    throw error;
  }
  return rows === 'raw' ? withPreparation(model, provenance.data) : model;
}

/** Entries of a row, from the first layer of a network. */
function inputColumns({ layers }: NetworkDocument): number {
  const first = layers[0];
  if (first?.kind === 'dense' && first.weight[0]) return first.weight[0].length;
  if (first?.kind === 'image') return first.channels * first.height * first.width;
  throw inputError('/provenance/data', 'says nothing of the columns, and the first layer does not show them');
}
