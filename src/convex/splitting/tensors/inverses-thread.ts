import { parentPort, workerData } from 'node:worker_threads';
import { chooseKernels } from '../../kernels/choose.js';
import type { PatternedRows } from '../coupled-rows.js';
import { coupledInverses } from './coupled-inverses.js';

// Entry point of the thread that prepares a solve: posts its inverses, or nothing where a factor fails.
const inverses = coupledInverses(workerData as PatternedRows, await chooseKernels());
parentPort!.postMessage(
  inverses,
  inverses ? [inverses.own.buffer as ArrayBuffer, inverses.coupling.inverse.buffer as ArrayBuffer] : [],
);
