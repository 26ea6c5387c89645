import { codePenalty } from './code-penalty.js';

/** (1/n) sum_k ||z_k||_1 over the codes z_k of the n training rows. */
export const codeL1 = codePenalty(
  'code-l1',
  ({ rows, data }) => data.reduce((sum, z) => sum + Math.abs(z), 0) / rows,
);
