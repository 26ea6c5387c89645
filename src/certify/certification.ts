import type { Certification, CertifyLimits, LimitsUsed } from '../core/generated/documents.js';
import type { Network } from '../core/network.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { certifyNetwork } from './certify-sample.js';

/** Limits where a spec only says that it wants certificates. */
const usualLimits: LimitsUsed = { nodes: 200, seconds: 20 };

/** The limits that a spec asks for; undefined where it wants no certificates. */
export function limitsOf(certify: boolean | CertifyLimits): LimitsUsed | undefined {
  if (certify === false) return undefined;
  return certify === true ? usualLimits : { ...usualLimits, ...certify };
}

/** Robust accuracy between proven bounds, and where they come from. */
export interface CertifiedPart {
  readonly accuracy: { readonly lower: number; readonly upper: number };
  readonly certification: Certification;
}

/** Decides every row of a labelled part of the data, {@link certifyNetwork}. */
export async function certifyPart(
  network: Network,
  sample: Sample,
  { radii }: Pick<AnyProblem, 'radii'>,
  limits: LimitsUsed,
  signal?: AbortSignal,
): Promise<CertifiedPart> {
  const started = performance.now();
  const verdict = await certifyNetwork(network, sample, radii, { ...limits, ...(signal ? { signal } : {}) });
  const by: Record<string, number> = {};
  for (const row of verdict.rows) if (row.by) by[row.by] = (by[row.by] ?? 0) + 1;
  const { robust, vulnerable, undecided, accuracy } = verdict;
  const nodes = verdict.rows.reduce((sum, row) => sum + row.nodes, 0);
  const seconds = (performance.now() - started) / 1000;
  return { accuracy, certification: { robust, vulnerable, undecided, limits, nodes, seconds, by } };
}
