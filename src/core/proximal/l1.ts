import { separable } from './separable.js';

/** sum_i |x_i|. The operator is soft thresholding: sign(x) max(0, |x| - step). */
export const l1 = separable({
  name: 'l1',
  formula: 'sum |x|',
  reference: 'Daubechies, Defrise, De Mol 2004; Donoho 1995',
  convex: true,
  degree: 1,
  norm: () => ({ norm: 'l1' }),
  at: (size) => size,
  threshold: (step) => step,
  shrink: (size, step) => size - step,
  slope: () => 1,
});
