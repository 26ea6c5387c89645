import type { Certificate } from '../../core/generated/documents.js';
import { dot, norm2, row } from '../../core/matrix.js';
import type { Network } from '../../core/network.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import type { Findings } from './certificate-kind.js';
import { type Claim, condition, equal, needsData, notChecked, same } from './claim.js';
import { stableBound } from './stable-formula.js';
import { roundingOf } from './tolerance.js';

/** Cosine up to which a row counts as lying on a neuron's hyperplane, where either activity will do. */
const onHyperplane = 1e-7;
/** What these certificates consist of. */
const fields: ReadonlySet<string> = new Set<keyof Certificate>([
  'kind',
  'scale',
  'weight',
  'radii',
  'patterns',
  'nu',
  'alpha',
  'shift',
  'group',
  'mu',
  'lower',
  'violation',
]);
/** Rounding of a sum of radius shares. */
const sumRounding = 1e-12;

/**
 * Lower bounds on the paper's programs for a set of patterns: multipliers theta = alpha, nu, r = shift (one row per
 * group of samples with equal activity), mu. First their shapes, then the conditions that make them multipliers at
 * all, then the bound they give.
 */
export function checkStableCertificate(
  certificate: Certificate,
  problem: Problem | undefined,
  network: Network | undefined,
): Findings {
  const unread = Object.keys(certificate).filter((field) => !fields.has(field));
  const shapes = shapeClaims(certificate, problem);
  if (shapes.some((claim) => claim.verdict === 'fail')) return { claims: shapes, proven: [], unread };
  const settings = problem
    ? [...settingClaims(certificate, problem), ...memberClaims(certificate, problem, network)]
    : [];
  const conditions = conditionClaims(certificate, problem);
  const sound = [...settings, ...conditions].every((claim) => claim.verdict === 'pass');
  const claims = [...shapes, ...settings, ...conditions];
  if (!problem) {
    const left = ['lower', 'violation'] as const;
    return {
      claims: [...claims, ...left.map((key) => notChecked(`/${key}`, needsData, certificate[key]))],
      proven: [],
      unread,
    };
  }
  const bound = stableBound(certificate, problem);
  const tolerance = roundingOf(problem, bound.lower) + bound.rounding * Math.abs(bound.lower);
  return {
    claims: [
      ...claims,
      equal('/violation', certificate.violation, bound.violation, (1e-9 + bound.rounding) * bound.violation),
      equal('/lower', certificate.lower, bound.lower, tolerance),
    ],
    proven: sound ? [{ scope: 'sampled-patterns', value: bound.lower, tolerance }] : [],
    unread,
  };
}

/** Everything has the length it must have, and indices point at something. */
function shapeClaims(certificate: Certificate, problem: Problem | undefined): Claim[] {
  const { nu, alpha, mu = [], patterns = [], radii, shift, group, kind } = certificate;
  const n = problem?.train.x.rows ?? nu.length;
  const d = problem?.train.x.cols ?? radii.length;
  const rowOf = (k: number) => Number.isInteger(k) && k >= 0 && k < n;
  const robust = kind.startsWith('adversarial');
  const claims = [
    condition('/nu', nu.length === n, `one entry for each of the ${n} training rows`),
    condition('/alpha', alpha.length === n, `one entry for each of the ${n} training rows`),
    condition('/radii', radii.length === d, `one entry for each of the ${d} columns`),
    condition(
      '/patterns',
      patterns.every((text) => text.length === n && /^[01]*$/.test(text)),
      `${n} characters 0 or 1 each`,
    ),
    condition(
      '/mu',
      mu.length === 2 * patterns.length &&
        mu.every(({ rows, values }) => rows.length === values.length && rows.every(rowOf)),
      'two sparse vectors for each pattern, on training rows',
    ),
  ];
  if (!robust) return claims;
  return [
    ...claims,
    condition('/shift', shift?.every((row) => row.length === d) === true, `rows of ${d} entries`),
    condition(
      '/group',
      group?.length === n && group.every((g) => Number.isInteger(g) && g >= 0 && g < (shift?.length ?? 0)),
      'a row of shift for each training row',
    ),
  ];
}

/** The problem the certificate speaks about is the one of the spec. */
function settingClaims({ kind, scale, weight, radii }: Certificate, problem: Problem): Claim[] {
  const expected = `${isAdversarial(problem) ? 'adversarial' : 'standard'}-${problem.loss.name}`;
  return [
    same('/kind', kind, expected),
    equal('/scale', scale, problem.lossScale, 0),
    equal('/weight', weight, problem.weight, 0),
    condition(
      '/radii',
      radii.every((radius, j) => radius === problem.radii[j]),
      'the radii of the spec',
    ),
  ];
}

/**
 * The bound is on the program of the certificate's patterns, so the network must be a point of that program: every
 * neuron keeps one of the patterns on the training rows. With patterns left out, the bound would come out higher.
 */
function memberClaims(
  { patterns = [] }: Certificate,
  { train: { x } }: Problem,
  network: Network | undefined,
): Claim[] {
  if (!network || network.hidden.cols !== x.cols) return [];
  const known = new Set(patterns);
  const rows = Array.from({ length: x.rows }, (_, k) => row(x, k));
  const lengths = rows.map(norm2);
  const keepsOne = (j: number) => {
    const u = row(network.hidden, j);
    const z = rows.map((point) => dot(point, u));
    if (known.has(z.map((value) => (value >= 0 ? '1' : '0')).join(''))) return true;
    const allowed = lengths.map((length) => onHyperplane * length * norm2(u));
    const keeps = (text: string) => z.every((value, k) => (text[k] === '1' ? value : -value) >= -allowed[k]!);
    return patterns.some(keeps);
  };
  const neurons = Array.from(network.output.keys());
  return [condition('/patterns', neurons.every(keepsOne), 'every neuron of the network keeps one of them')];
}

/** The simple bounds of the dual; without a problem the certificate's own scale and radii are taken. */
function conditionClaims(certificate: Certificate, problem: Problem | undefined): Claim[] {
  const { kind, nu, alpha, mu = [], shift, group, patterns = [] } = certificate;
  const scale = problem?.lossScale ?? certificate.scale;
  const radii = problem?.radii ?? certificate.radii;
  const hinge = kind.endsWith('hinge');
  const claims = [
    hinge
      ? condition(
          '/alpha',
          alpha.every((a) => a >= 0 && a <= scale),
          '0 <= theta <= c',
        )
      : condition(
          '/alpha',
          alpha.every((a) => a >= 0),
          'alpha >= 0',
        ),
    hinge && problem
      ? condition(
          '/nu',
          nu.every((v, k) => v === -problem.train.y[k]! * alpha[k]!),
          'nu = -y theta',
        )
      : condition(
          '/nu',
          nu.every((v, k) => Math.abs(v) <= alpha[k]!),
          '|nu| <= alpha',
        ),
    condition(
      '/mu',
      mu.every(({ values }) => values.every((v) => v >= 0)),
      'mu >= 0',
    ),
  ];
  if (!shift || !group) return claims;
  const mass = new Array<number>(shift.length).fill(0);
  const member = new Map<number, number>();
  group.forEach((g, k) => {
    mass[g]! += alpha[k]!;
    if (!member.has(g)) member.set(g, k);
  });
  return [
    ...claims,
    condition(
      '/shift',
      shift.every((row, g) => row.every((r, j) => Math.abs(r) <= radii[j]! * mass[g]! * (1 + sumRounding))),
      '|r_gj| <= e_j times the sum of alpha over the group',
    ),
    condition(
      '/group',
      patterns.every((text) => group.every((g, k) => text[k] === text[member.get(g)!])),
      'rows of one group are active in the same patterns',
    ),
  ];
}
