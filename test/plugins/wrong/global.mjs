import { l1 } from './base.mjs';

export default {
  ...l1,
  name: 'global',
  prox(x, step) {
    globalThis.lastStep = step;
    return l1.prox(x, step);
  },
};
