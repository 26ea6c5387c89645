import { parentPort, workerData } from 'node:worker_threads';
import type { EngineRequest } from '../../engine/messages.js';
import { requestedProblem } from '../../engine/requested-problem.js';
import { chooseKernels } from '../../kernels/choose.js';
import type { Slopes } from '../slopes.js';
import { softInteriorReports } from './run.js';

// Entry point of the thread of one solve: posts the reports of its run.
const request = workerData as EngineRequest & { readonly slopes: Slopes };
const problem = requestedProblem(request);
for (const report of softInteriorReports(problem, request.slopes, request.goal, await chooseKernels()))
  parentPort!.postMessage(report);
