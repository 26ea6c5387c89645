import { withEntry } from './base.mjs';

export default withEntry('wrong-sign', (x, step) => -Math.sign(x) * Math.max(0, Math.abs(x) - step));
