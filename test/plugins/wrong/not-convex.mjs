import { withEntry } from './base.mjs';

const count = (x) => x.filter((each) => each !== 0).length;
export default {
  ...withEntry('not-convex', (x, step) => (Math.abs(x) > Math.sqrt(2 * step) ? x : 0), count),
  degree: 0,
};
