import { l1 } from './base.mjs';

export default {
  ...l1,
  name: 'quadratic',
  prox(x, step) {
    const y = x.map((each) => {
      let below = 0;
      for (let i = 0; i < x.length; i++) if (Math.abs(x[i]) < Math.abs(each)) below++;
      return below < 0 ? 0 : Math.sign(each) * Math.max(0, Math.abs(each) - step);
    });
    return { y, value: l1.value(y) };
  },
};
