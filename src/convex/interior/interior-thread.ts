import { parentPort, workerData } from 'node:worker_threads';
import type { PatternsRequest } from '../engine/messages.js';
import { requestedProblem } from '../engine/requested-problem.js';
import { chooseKernels } from '../kernels/choose.js';
import { interiorReports } from './run.js';

// Entry point of the thread of one solve: posts the reports of its run.
const request = workerData as PatternsRequest;
const problem = requestedProblem(request);
for (const report of interiorReports(problem, request.patterns, request.goal, await chooseKernels()))
  parentPort!.postMessage(report);
