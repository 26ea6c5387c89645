import { ownKernels } from './own.js';
import { rowKernels } from './row-kernels.js';
import { rowProduct } from './row-product.js';

/** Kernels of plain typed arrays: nothing to load, for where products are small. */
export const plainKernels = ownKernels('typed arrays', 1, rowKernels(rowProduct));
