import type { Certificate, Result } from '../../core/generated/documents.js';
import { type AnyProblem, isOutputwise, type Problem } from '../../core/problem.js';
import { asReluNetwork, type ReluNetwork } from '../../core/relu-network.js';
import type { Findings, Proven } from './certificate-kind.js';
import { certificateKinds } from './certificate-kinds.js';
import { atMost, below, type Claim, condition, equal, needsData, notChecked } from './claim.js';
import { unknownDual } from './dual-norms.js';
import { checkGlobalCertificate } from './global-certificate.js';
import { readNetwork } from './network-claims.js';
import { checkOneVsRest } from './one-vs-rest-certificate.js';
import { roundingOf } from './tolerance.js';

/** What a result says about its bounds, and what its certificate says for them. */
export function boundsClaims(
  { bounds, objective, certificate, certificates, network }: Result,
  unknownKind: string | undefined,
  any: AnyProblem | undefined,
): Claim[] {
  // Certificates are about losses that are summed over the outputs.
  const problem = any && isOutputwise(any) ? any : undefined;
  const { lower, upper, gap, scope } = bounds;
  const tolerance = roundingOf(any, upper ?? lower ?? 0);
  const read = problem && network && readNetwork(network, problem);
  const relu = read && typeof read !== 'string' ? asReluNetwork(read) : undefined;
  const findings = certificates
    ? checkOneVsRest(certificates, problem, relu, findingsOf)
    : certificate && findingsOf(certificate, problem, relu);
  return [
    ...(findings ? findings.claims.map(below(certificates ? '/certificates' : '/certificate')) : []),
    ...(unknownKind === undefined ? [] : [notChecked('/certificate', `unknown kind "${unknownKind}"`)]),
    ...(upper === undefined || objective === undefined
      ? []
      : [equal('/bounds/upper', upper, objective, tolerance)]),
    ...(lower === undefined || upper === undefined
      ? []
      : [{ ...atMost('/bounds/lower', lower, upper, tolerance), note: 'no higher than upper' }]),
    ...(gap === undefined ? [] : [equal('/bounds/gap', gap, (upper ?? NaN) - (lower ?? NaN), tolerance)]),
    ...(lower === undefined
      ? [condition('/bounds/scope', scope === 'none', 'none, as there is no lower bound')]
      : [provenClaim(lower, scope, findings, problem)]),
  ];
}

/** What comes of a certificate on a problem with one output, or on all outputs together; undefined for unknown kinds. */
function findingsOf(
  certificate: Certificate,
  problem: Problem | undefined,
  network: ReluNetwork | undefined,
): Findings | undefined {
  const own = certificateKinds.get(certificate.kind)?.(certificate, problem, network);
  return own && together(own, checkGlobalCertificate(certificate, problem));
}

/** What a certificate proves about its program and, beside it, about the problem itself. */
function together(own: Findings, global: Findings): Findings {
  return {
    claims: [...own.claims, ...global.claims],
    proven: [...own.proven, ...global.proven],
    unread: [...own.unread, ...global.unread],
  };
}

/** The claimed lower bound is no higher than what the certificate proves for the claimed scope. */
function provenClaim(
  lower: number,
  scope: Proven['scope'],
  findings: Findings | undefined,
  problem: Problem | undefined,
): Claim {
  if (!findings) return notChecked('/bounds/lower', 'no certificate that can be checked proves it', lower);
  if (!problem) return notChecked('/bounds/lower', needsData, lower);
  const obstacle = unknownDual(problem.norm.spec);
  if (obstacle !== undefined) return notChecked('/bounds/lower', obstacle, lower);
  if (findings.proven.length === 0) {
    const note = 'the certificate proves nothing: one of its conditions fails';
    return { pointer: '/bounds/lower', verdict: 'fail', claimed: lower, note };
  }
  // What holds for the problem itself holds for every pattern set as well.
  const fitting = findings.proven.filter((bound) => bound.scope === scope || bound.scope === 'global');
  if (fitting.length === 0 && findings.unread.length > 0) {
    const why = `scope "${scope}" may be proven by ${findings.unread.join(', ')}, which nothing here can check`;
    return notChecked('/bounds/lower', why, lower);
  }
  if (fitting.length === 0) {
    return condition('/bounds/scope', false, `the certificate proves no bound of scope "${scope}"`);
  }
  const best = fitting.reduce((one, other) => (other.value > one.value ? other : one));
  return { ...atMost('/bounds/lower', lower, best.value, best.tolerance), note: `proven for ${best.about}` };
}
