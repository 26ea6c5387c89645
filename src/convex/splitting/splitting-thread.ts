import { parentPort, workerData } from 'node:worker_threads';
import type { PatternsRequest } from '../engine/messages.js';
import { requestedProblem } from '../engine/requested-problem.js';
import { chooseKernels } from '../kernels/choose.js';
import { type SplittingStart, splittingReports } from './run.js';

// Entry point of the thread of one solve: posts the reports of its run.
const request = workerData as PatternsRequest & { readonly start?: SplittingStart };
const { patterns, goal, start } = request;
for (const report of splittingReports(
  requestedProblem(request),
  patterns,
  goal,
  await chooseKernels(),
  start,
))
  parentPort!.postMessage(report);
