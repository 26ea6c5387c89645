import type { ReluModel } from '../generated/documents.js';
import { blankDense } from './blank-layers.js';
import type { Model } from './model.js';

/** f(x) = A max(0, U x). */
export const relu: Model<ReluModel> = {
  architecture: ({ hidden: [width] }, { columns, outputs }) => ({
    layers: [blankDense(columns, width!, 'relu'), blankDense(width!, outputs, 'linear')],
    biases: false,
    initial: 'lecun-normal',
  }),
};
