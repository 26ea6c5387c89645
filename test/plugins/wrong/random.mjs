import { withEntry } from './base.mjs';

let calls = 0;
export default withEntry('random', (x, step) => {
  calls++;
  return Math.sign(x) * Math.max(0, Math.abs(x) - step) * (1 + 1e-12 * (calls % 7));
});
