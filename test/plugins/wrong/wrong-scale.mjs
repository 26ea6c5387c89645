import { withEntry } from './base.mjs';

export default withEntry('wrong-scale', (x, step) => Math.sign(x) * Math.max(0, Math.abs(x) - 2 * step));
