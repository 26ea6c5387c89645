import { l1 } from './base.mjs';

const kept = [];
export default {
  ...l1,
  name: 'hoards',
  value(x) {
    for (let i = 0; i < 100; i++) kept.push(Array.from({ length: 100_000 }, () => ({ x })));
    return l1.value(x);
  },
};
