import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import type { Task } from '#relucent/core/generated/documents.js';
import type { AnyProblem, Sample } from '#relucent/core/problem.js';
import { validate } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';

/** Real data sets, where they are at hand. */
export const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
export const hasShared = existsSync(shared);

export const squared = { loss: { type: 'squared' } };

export function taskOf(data: object, rest: object = {}): Task {
  return validate<Task>('task.json', { relucent: 1, data, ...rest });
}

export function load(data: object, rest: object = {}, folder?: string): Promise<AnyProblem> {
  return loadProblem(taskOf(data, rest), folder === undefined ? {} : { folder });
}

/** A fresh folder with these files. */
export function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'relucent-data-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Loads a csv text. */
export function loadCsv(text: string, data: object = {}, rest: object = {}): Promise<AnyProblem> {
  return load({ source: 'file', path: 'a.csv', ...data }, rest, folderWith({ 'a.csv': text }));
}

/** Expects an InputError whose first error stands at the pointer and says what the pattern says. */
export async function expectRefusal(work: Promise<unknown>, pointer: string, message: RegExp) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  const [first] = (error as InputError).errors;
  expect(first!.pointer).toBe(pointer);
  expect(first!.message).toMatch(message);
  return first!;
}

/** Rows of a part of a problem. */
export function rowsOf({ x }: Sample): number[][] {
  return Array.from({ length: x.rows }, (_, i) => [...x.data.subarray(i * x.cols, (i + 1) * x.cols)]);
}
