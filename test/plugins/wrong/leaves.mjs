import { l1 } from './base.mjs';

process.exit(0);
export default l1;
