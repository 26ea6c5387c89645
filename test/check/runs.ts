import type { CheckReport } from '#relucent/certify/check/check-result.js';
import { checkResult } from '#relucent/certify/check/check-result.js';
import { readResult } from '#relucent/certify/check/read-result.js';
import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';

/** Runs a spec or comparison; the result as it comes out of a file. */
export async function runToJson<T extends Result | ComparisonResult = Result>(document: object): Promise<T> {
  const { result } = await execute(validateDocument({ relucent: 1, ...document }), {
    registry: builtinRegistry(),
    signal: new AbortController().signal,
    report: () => {},
  });
  return JSON.parse(JSON.stringify(result)) as T;
}

export function check(result: unknown, document?: object): Promise<CheckReport> {
  return checkResult(
    readResult(result),
    document ? { document: validateDocument({ relucent: 1, ...document }) } : {},
  );
}

export function failures({ claims }: CheckReport): string[] {
  return claims.filter((claim) => claim.verdict === 'fail').map((claim) => claim.pointer);
}

const patterns = { patterns: { method: 'sampled', draws: 30 } };
const few = { patterns: { method: 'sampled', distinct: 6 } };

/** One small spec for each kind of certificate. */
export const specs = {
  'standard-hinge': {
    data: { source: 'generator', name: 'two-moons', n: 18, bias: true, split: { test: 0.3 } },
    regularizer: { weight: 0.01 },
    solver: { name: 'convex', options: patterns },
  },
  'standard-squared': {
    data: { source: 'generator', name: 'planted', n: 14, d: 2, noise: 0.1 },
    loss: { type: 'squared' },
    regularizer: { weight: 0.02 },
    solver: { name: 'convex', options: patterns },
  },
  'adversarial-hinge': {
    data: { source: 'generator', name: 'box-separable', n: 14, radius: 0.08, bias: true },
    regularizer: { weight: 0.005 },
    threat: { radius: 0.06 },
    solver: { name: 'convex', options: { ...patterns, robust: 'stable' } },
  },
  'adversarial-squared': {
    data: { source: 'generator', name: 'box-separable', n: 12, radius: 0.08, bias: true },
    loss: { type: 'squared', scale: 'sum' },
    regularizer: { weight: 0.05 },
    threat: { radius: 0.05 },
    solver: { name: 'convex', options: { ...patterns, robust: 'stable' } },
  },
  'standard-logistic': {
    data: { source: 'generator', name: 'two-moons', n: 14, bias: true, split: { test: 0.3 } },
    loss: { type: 'logistic' },
    regularizer: { weight: 0.01 },
    solver: { name: 'convex', options: patterns },
  },
  'adversarial-logistic': {
    data: { source: 'generator', name: 'box-separable', n: 12, radius: 0.08, bias: true },
    loss: { type: 'logistic', scale: 'sum' },
    regularizer: { weight: 0.05 },
    threat: { radius: 0.05 },
    solver: { name: 'convex', options: { ...patterns, robust: 'stable' } },
  },
  'soft-hinge': {
    data: { source: 'generator', name: 'two-moons', n: 16, bias: true },
    regularizer: { weight: 0.01 },
    threat: { radius: 0.1 },
    solver: { name: 'convex', options: { ...few, robust: 'soft-mm' } },
  },
  'soft-squared': {
    data: { source: 'generator', name: 'planted', n: 12, d: 2, noise: 0.1, bias: true },
    loss: { type: 'squared' },
    regularizer: { weight: 0.01 },
    threat: { radius: 0.1 },
    solver: { name: 'convex', options: { ...few, robust: 'soft' } },
  },
  'soft-logistic': {
    data: { source: 'generator', name: 'two-moons', n: 12, bias: true },
    loss: { type: 'logistic', scale: 'sum' },
    regularizer: { weight: 0.05 },
    threat: { radius: 0.1 },
    solver: { name: 'convex', options: { ...few, robust: 'soft' } },
  },
};
