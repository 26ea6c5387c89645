import { norm2 } from '../matrix.js';
import type { Penalty } from './penalty.js';

/** ||x||, the vector being one group. The operator shortens it: max(0, 1 - step / ||x||) x. */
export const groupL2: Penalty = {
  name: 'group-l2',
  formula: '||x||',
  reference:
    'Yuan, Lin: Model selection and estimation in regression with grouped variables. J. R. Stat. Soc. B 68 (2006)',
  separable: false,
  convex: true,
  value: norm2,
  prox(x, step) {
    const length = norm2(x);
    return x.map((each) => (length <= step ? 0 : each * (1 - step / length)));
  },
};
