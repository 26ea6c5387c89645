import type { PatchesModel } from '../generated/documents.js';
import { networkOfPatches } from '../patches-network.js';
import type { Model } from './model.js';

/**
 * f(x) = (1/k) sum_i max(0, w . x[i]), x[i] the k disjoint pieces of a row.
 * Source: Dinh and Xin, "Convergence of a relaxed variable splitting method for learning sparse neural networks".
 */
export const patches: Model<PatchesModel> = {
  check({ patches: count }, { columns, outputs }, refuse) {
    if (outputs !== 1) refuse('', `has one output, but there are ${outputs} targets`);
    if (columns % count !== 0) refuse('/patches', `must divide the number of columns, which is ${columns}`);
  },

  architecture: ({ patches: count }, { columns }) => ({
    ...networkOfPatches({ filter: new Float64Array(columns / count), patches: count }),
    biases: false,
    initial: 'he-normal',
  }),
};
