import { networkDocument } from '../../core/network.js';
import type { ModelFormat } from './model-format.js';

/** The network as results write it, with the metadata beside it. */
export const json: ModelFormat = {
  name: 'json',
  description: 'the network of the result, every number in full',
  mediaType: 'application/json',
  extension: 'json',
  precision: 'float64',
  write: ({ network, columns, metadata }) =>
    new TextEncoder().encode(JSON.stringify({ columns, metadata, ...networkDocument(network) })),
};
