import { withEntry } from './base.mjs';

export default withEntry('nan-at-zero', (x, step) => (x / Math.abs(x)) * Math.max(0, Math.abs(x) - step));
