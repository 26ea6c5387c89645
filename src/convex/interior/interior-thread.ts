import { parentPort, workerData } from 'node:worker_threads';
import { losses } from '../../core/losses/index.js';
import type { Loss } from '../../core/losses/loss.js';
import { l2 } from '../../core/norms/l2.js';
import { chooseKernels } from './kernels/choose.js';
import type { InteriorRequest } from './messages.js';
import { interiorReports } from './run.js';

// Entry point of the thread of one solve: posts the reports of its run.
const { x, y, loss, patterns, goal, ...numbers } = workerData as InteriorRequest;
const problem = {
  ...numbers,
  train: { x, y },
  loss: losses[loss as keyof typeof losses] as Loss,
  norm: l2,
};
for (const report of interiorReports(problem, patterns, goal, await chooseKernels()))
  parentPort!.postMessage(report);
