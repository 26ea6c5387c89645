import { carriedDocument } from '../../core/carried-document.js';
import { InputError } from '../../core/errors.js';
import type { Result } from '../../core/generated/documents.js';
import type { AnyProblem } from '../../core/problem.js';
import type { PenaltyTable } from '../../core/proximal/penalty.js';
import type { Document } from '../../core/validation.js';
import type { DataAccess } from '../../data/sources/index.js';
import { boundsClaims } from './bounds-claims.js';
import { below, type Claim, condition, needsData, notChecked } from './claim.js';
import { documentEvidence, type Evidence, loadEvidence } from './evidence.js';
import { ladderClaims } from './ladder-claims.js';
import { networkClaims } from './network-claims.js';
import { provenanceClaims } from './provenance-claims.js';
import type { ResultToCheck, RunToCheck } from './read-result.js';

/** What came of re-checking a result. */
export interface CheckReport {
  /** `incomplete`: nothing failed, but something that is claimed could not be checked. */
  readonly verdict: 'pass' | 'fail' | 'incomplete';
  /** One sentence for people. */
  readonly summary: string;
  /** Where the document with the data came from: given with the result, carried in it, or nowhere. */
  readonly document: 'given' | 'carried' | 'none';
  readonly claims: readonly Claim[];
}

export interface CheckContext extends DataAccess {
  /** The spec or comparison that was run; by default the one the result carries. */
  readonly document?: Document;
  /** What regularizers of the document may be; by default those that come with Relucent. */
  readonly penalties?: PenaltyTable;
}

/**
 * Re-verifies a result (or every run of a comparison's or a path's result) from its network, its certificate and the data alone:
 * no solver is asked. Throws InputError where the data of the given document cannot be had.
 */
export async function checkResult(
  read: ResultToCheck,
  { document, penalties, ...access }: CheckContext,
): Promise<CheckReport> {
  const { origin, evidence, missing } = await evidenceFor(read, document, access, penalties);
  const claims = [
    ...(
      await Promise.all(
        read.runs.map(async (run) => (await runClaims(run, evidence)).map(below(run.pointer))),
      )
    ).flat(),
    ...(read.comparison ? ladderClaims(read.comparison) : []),
  ];
  return { ...verdictOf(claims, missing), document: origin, claims };
}

async function runClaims(
  { result, unknownKind }: RunToCheck,
  evidence: Evidence | undefined,
): Promise<Claim[]> {
  const problem = evidence && problemOf(result, evidence);
  return [
    ...(evidence ? provenanceClaims(result.provenance, evidence) : []),
    ...(evidence ? weightClaims(result, evidence) : []),
    ...(problem ? await networkClaims(result, problem) : unsupportedClaims(result)),
    ...boundsClaims(result, unknownKind, problem),
  ];
}

/** The problem at the run's own weight of a path. */
function problemOf({ weight }: Result, { problem, path }: Evidence): AnyProblem | undefined {
  return problem && path && weight !== undefined ? { ...problem, weight } : problem;
}

/** A run of a path is at one of its weights, and a run of anything else names none. */
function weightClaims({ weight }: Result, { path }: Evidence): Claim[] {
  if (path) {
    const holds = weight !== undefined && path.includes(weight);
    return [condition('/weight', holds, 'one of the weights of the path in the document')];
  }
  return weight === undefined ? [] : [condition('/weight', false, 'the document asks for no path')];
}

/** The numbers that nothing can be said about without the data. */
function unsupportedClaims({ objective, metrics }: Result): Claim[] {
  return [
    ...(objective === undefined ? [] : [notChecked('/objective', needsData, objective)]),
    ...(metrics === undefined ? [] : [notChecked('/metrics', needsData)]),
  ];
}

interface FoundEvidence {
  readonly origin: CheckReport['document'];
  readonly evidence?: Evidence;
  /** Why the data are not there. */
  readonly missing?: string;
}

async function evidenceFor(
  { runs, comparison }: ResultToCheck,
  given: Document | undefined,
  access: DataAccess,
  penalties: PenaltyTable | undefined,
): Promise<FoundEvidence> {
  if (given) return { origin: 'given', evidence: await loadEvidence(given, access, penalties) };
  const carried = carriedDocument(comparison ?? runs[0]?.result);
  if (!carried) return { origin: 'none', missing: 'the result does not carry its spec' };
  try {
    return { origin: 'carried', evidence: await loadEvidence(carried, uploads(access), penalties) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { origin: 'carried', evidence: documentEvidence(carried), missing: error.message };
  }
}

/** The paths of a document that a result carries are those of the machine it was run on. */
function uploads({ datasets }: DataAccess): DataAccess {
  return datasets ? { datasets } : {};
}

function verdictOf(
  claims: readonly Claim[],
  missing: string | undefined,
): Pick<CheckReport, 'verdict' | 'summary'> {
  const count = (verdict: Claim['verdict']) => claims.filter((claim) => claim.verdict === verdict).length;
  const failed = claims.filter((claim) => claim.verdict === 'fail').map((claim) => claim.pointer);
  const unchecked = count('not checked');
  const counts = `${count('pass')} claims pass, ${failed.length} fail, ${unchecked} not checked`;
  const without = missing === undefined ? '' : `; without the data (${missing})`;
  if (failed.length > 0)
    return { verdict: 'fail', summary: `${counts}${without}; failed: ${failed.join(', ')}` };
  return {
    verdict: unchecked > 0 || missing !== undefined ? 'incomplete' : 'pass',
    summary: counts + without,
  };
}
