import type { Certificate, Result } from '../../core/generated/documents.js';
import type { Problem } from '../../core/problem.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import type { Claim } from './claim.js';

/** A lower bound that a certificate proves, recomputed. */
export interface Proven {
  readonly scope: Result['bounds']['scope'];
  /** What it is a bound on. */
  readonly about: string;
  readonly value: number;
  /** Rounding to allow when the claimed bound is compared with `value`. */
  readonly tolerance: number;
}

export interface Findings {
  /** Pointers start at the certificate. */
  readonly claims: readonly Claim[];
  /** Empty where the certificate proves nothing, or the data to say so are missing. */
  readonly proven: readonly Proven[];
  /** Fields of the certificate that this check knows nothing about: they may prove more, but not here. */
  readonly unread: readonly string[];
}

/**
 * Re-checks one kind of certificate by its own formulas, without a solver: every condition of the proof is verified
 * on the numbers as they stand. Without a problem (no data) only what the certificate alone shows is checked. `network`:
 * the one whose objective the bound is set against, where there is one.
 */
export type CertificateCheck = (
  certificate: Certificate,
  problem: Problem | undefined,
  network: ReluNetwork | undefined,
) => Findings;
