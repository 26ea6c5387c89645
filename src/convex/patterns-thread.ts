import { parentPort, workerData } from 'node:worker_threads';
import { choosePatterns } from './choose-patterns.js';
import type { PatternRequest } from './find-patterns.js';

// Entry point of the thread that looks for patterns: one request, one answer.
const { problem, options, seed } = workerData as PatternRequest;
parentPort!.postMessage(choosePatterns(problem, options, seed, ''));
