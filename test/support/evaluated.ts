import { expect } from 'vitest';
import type { Network } from '#relucent/core/network.js';
import type { Problem } from '#relucent/core/problem.js';
import { evaluate } from '#relucent/pipeline/evaluate.js';

/** The pipeline's own evaluation of a network whose objective is certified. */
export async function evaluated(network: Network, problem: Problem) {
  const { objective, ...rest } = await evaluate(network, problem, [], true);
  expect(objective).toBeDefined();
  return { objective: objective!, ...rest };
}
