import { parentPort, workerData } from 'node:worker_threads';
import { losses } from '../../core/losses/index.js';
import type { Loss } from '../../core/losses/loss.js';
import { l2 } from '../../core/norms/l2.js';
import { chooseKernels } from '../interior/kernels/choose.js';
import type { InteriorRequest } from '../interior/messages.js';
import { type SplittingStart, splittingReports } from './run.js';

// Entry point of the thread of one solve: posts the reports of its run.
const { x, y, loss, patterns, goal, start, ...numbers } = workerData as InteriorRequest & {
  readonly start?: SplittingStart;
};
const problem = {
  ...numbers,
  train: { x, y },
  loss: losses[loss as keyof typeof losses] as Loss,
  norm: l2,
};
for (const report of splittingReports(problem, patterns, goal, await chooseKernels(), start))
  parentPort!.postMessage(report);
