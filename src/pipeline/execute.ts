import type { ComparisonResult, Result } from '../core/generated/documents.js';
import { useOpenBlasForLargeProducts } from '../core/native/large-products.js';
import type { AnyProblem } from '../core/problem.js';
import type { Document } from '../core/validation.js';
import type { DataAccess } from '../data/sources/index.js';
import type { Registry } from '../plugins/registry.js';
import type { Checkpoints, Progress } from '../plugins/trainer.js';
import { carriedDocument } from './carried-document.js';
import { plan } from './plan.js';
import { run } from './run.js';
import { runAll } from './run-all.js';

export interface ExecuteContext extends DataAccess {
  readonly registry: Registry;
  /** Abort with a StopReason; what has been found by then is returned. */
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Present: runs go on from what is kept under their keys, and are kept there on the way. */
  readonly checkpointsOf?: ((key: string) => Checkpoints) | undefined;
}

/** A result document and the problem it is about, for reports that draw the data. */
export interface Execution {
  readonly result: Result | ComparisonResult;
  readonly problem: AnyProblem;
}

/** Runs a validated spec (one result; on a path one per weight) or comparison. Throws InputError when the data or solvers do not fit the spec. */
export async function execute(document: Document, context: ExecuteContext): Promise<Execution> {
  const { registry, signal: _signal, report, checkpointsOf: _checkpointsOf, ...access } = context;
  report({ phase: 'data', fraction: 0 });
  await useOpenBlasForLargeProducts();
  const { problem, runs } = await plan(document, registry, access);
  const alone = document.kind === 'spec' && runs.length === 1;
  const result = alone ? (await run(runs[0]!, context)).result : await runAll(runs, context);
  return { result: { ...result, ...carriedDocument(document) }, problem };
}
