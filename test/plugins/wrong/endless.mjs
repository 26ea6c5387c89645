import { l1 } from './base.mjs';

export default {
  ...l1,
  name: 'endless',
  prox(x, step) {
    let level = 0;
    while (x.some((each) => Math.abs(each) > level)) if (x.length < 3) level++;
    return l1.prox(x, step);
  },
};
