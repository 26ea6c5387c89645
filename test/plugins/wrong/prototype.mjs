import { l1 } from './base.mjs';

Object.prototype.name = 'everything';
export default { ...l1, name: 'prototype' };
