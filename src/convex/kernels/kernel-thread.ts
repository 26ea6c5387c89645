import { workerData } from 'node:worker_threads';
import { rowKernels } from './row-kernels.js';
import { type SharedWork, serve } from './shared-work.js';
import { simdRowProduct } from './simd-product.js';
import { stripWork } from './strip-work.js';

// Entry point of a thread that takes part in products and solves: it sleeps between them and ends with its owner.
serve(workerData as SharedWork, stripWork(rowKernels(simdRowProduct())));
