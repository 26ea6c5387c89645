import type { PatchesModel } from '../generated/documents.js';
import { blankConv2d, imageLayer } from './blank-layers.js';
import type { Model } from './model.js';

/**
 * f(x) = (1/k) sum_i max(0, w . x[i]), x[i] the k disjoint pieces of a row: the row as an image with one piece per
 * line, a kernel as wide as a line, and the mean over all lines.
 * Source: Dinh and Xin, "Convergence of a relaxed variable splitting method for learning sparse neural networks".
 */
export const patches: Model<PatchesModel> = {
  check({ patches: count }, { columns, outputs }, refuse) {
    if (outputs !== 1) refuse('', `has one output, but there are ${outputs} targets`);
    if (columns % count !== 0) refuse('/patches', `must divide the number of columns, which is ${columns}`);
  },

  architecture({ patches: count }, { columns }) {
    const width = columns / count;
    return {
      layers: [
        imageLayer([1, count, width]),
        blankConv2d([1, width, 1, 1], { stride: 1, padding: 'valid', activation: 'relu' }),
        { kind: 'global-average-pool' },
      ],
      biases: false,
      initial: 'he-normal',
    };
  },
};
