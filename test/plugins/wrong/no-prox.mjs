import { withEntry } from './base.mjs';

export default withEntry('no-prox', (x, step) => x / (1 + step));
