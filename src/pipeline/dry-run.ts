import type { DataSummary } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';
import type { DataAccess } from '../data/sources/index.js';
import type { Registry } from '../plugins/registry.js';
import { type Routing, route } from '../plugins/route.js';
import { plan } from './plan.js';

/** What would be run, without running it. */
export interface DryRun {
  readonly kind: Document['kind'];
  readonly data: DataSummary;
  /** Every trainer's answer to this problem, and what `auto` would choose. */
  readonly routing: Routing;
  readonly runs: readonly {
    readonly solver: string;
    readonly label: string;
    /** On a path: the weight of the regularizer. */
    readonly weight?: number;
    readonly seed: number;
    readonly options: unknown;
  }[];
}

/** Checks a document all the way to the trainers and reports the plan. Throws InputError. */
export async function dryRun(
  document: Document,
  { registry, ...access }: DataAccess & { readonly registry: Registry },
): Promise<DryRun> {
  const { problem, runs } = await plan(document, registry, access);
  return {
    kind: document.kind,
    data: problem.summary,
    routing: route(problem, registry),
    runs: runs.map(({ chosen, seed, weight }) => ({
      solver: chosen.trainer.name,
      label: chosen.label,
      ...(weight === undefined ? {} : { weight }),
      seed,
      options: chosen.options,
    })),
  };
}
