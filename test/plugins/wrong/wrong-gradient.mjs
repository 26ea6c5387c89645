import { l1 } from './base.mjs';

export default { ...l1, name: 'wrong-gradient', gradient: (x) => x.map((each) => -Math.sign(each)) };
