import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Task } from '#relucent/core/generated/documents.js';
import type { Spec as SpecInput } from '#relucent/core/generated/input.js';
import { isOutputwise, type Problem } from '#relucent/core/problem.js';
import { validateDocument } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';

/** A file of the reference material, where it is at hand. */
export function sharedFile(path: string): string | undefined {
  const file = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(file) ? file : undefined;
}

export function readShared<T>(path: string): T | undefined {
  const file = sharedFile(path);
  return file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as T);
}

/** A validated task from a spec as a user writes it. */
export function taskOf(spec: Omit<SpecInput, 'relucent'>): Task {
  const document = validateDocument({ relucent: 1, ...spec });
  if (document.kind !== 'spec') throw new Error('expected a spec');
  return document.spec;
}

/** The problem of a spec whose loss is summed over the outputs. */
export async function problemOf(spec: Omit<SpecInput, 'relucent'>, folder?: string): Promise<Problem> {
  const problem = await loadProblem(taskOf(spec), folder === undefined ? {} : { folder });
  if (!isOutputwise(problem)) throw new Error('expected a loss of each output');
  return problem;
}
