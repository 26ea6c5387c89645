import { l1 } from './base.mjs';

export default {
  ...l1,
  name: 'writes',
  prox(x, step) {
    const { y, value } = l1.prox(x, step);
    x.set(y);
    return { y, value };
  },
};
