import { l1 } from './base.mjs';

export default { ...l1, name: 'wrong-value', prox: (x, step) => ({ y: l1.prox(x, step).y, value: 0 }) };
