import type { AutoencoderModel } from '../generated/documents.js';
import { blankDense } from './blank-layers.js';
import type { Model } from './model.js';

/** Columns -> code -> columns, both layers fully connected. */
export const autoencoder: Model<AutoencoderModel> = {
  check(_spec, { columns, outputs }, refuse) {
    if (outputs !== columns) refuse('', `rebuilds its ${columns} columns, but there are ${outputs} targets`);
  },

  architecture: ({ code, activation }, { columns }) => ({
    layers: [blankDense(columns, code, activation), blankDense(code, columns, activation)],
    biases: true,
    initial: 'xavier-uniform',
  }),
};
