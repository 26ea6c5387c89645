import { withEntry } from './base.mjs';

const count = (x) => x.filter((each) => each !== 0).length;
export default {
  ...withEntry('wrong-l0', (x, step) => (Math.abs(x) > step ? x : 0), count),
  convex: false,
  degree: 0,
};
