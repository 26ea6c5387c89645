import type { Certificate, LossSpec, NeuronNormSpec } from '../../core/generated/documents.js';
import { normText } from '../../core/norms/index.js';
import type { Problem } from '../../core/problem.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import type { CertificateCheck, Findings, Proven } from './certificate-kind.js';
import { type Claim, condition, equal, needsData, notChecked, same } from './claim.js';
import { unknownDual } from './dual-norms.js';
import { lossDuals } from './losses/index.js';
import { provenValue } from './proven-value.js';
import type { RoundedNorm } from './rounded-sum.js';

/** What certificates without a norm speak of. */
const l2Norm: NeuronNormSpec = { norm: 'l2' };

/** Fields that the certificates of all convex programs consist of. */
const common: readonly (keyof Certificate)[] = [
  'kind',
  'scale',
  'weight',
  'norm',
  'radii',
  'nu',
  'alpha',
  'shift',
  'group',
  'lower',
  'violation',
  // Has a check of its own.
  'global',
];

/** A family of convex programs whose lower bounds are proven by multipliers, for any of the losses. */
export interface DualProgram {
  /** What the bound is a bound on. */
  readonly about: string;
  /** What the kind of its certificates starts with, on a problem. */
  family(problem: Problem): string;
  /** Fields of the certificate besides those that all have. */
  readonly fields: readonly (keyof Certificate)[];
  /** Everything has the length it must have on so many training rows and columns, and indices point at something. */
  shapes(certificate: Certificate, rows: number, columns: number): Claim[];
  /** The network is a point of the program, as far as that can be asked. */
  members(certificate: Certificate, problem: Problem, network: ReluNetwork): Claim[];
  /** What makes the multipliers belong to the program's dual, apart from the loss's own conditions. */
  conditions(certificate: Certificate, radii: ArrayLike<number>): Claim[];
  /** What else the bound holds for; by default the program alone. */
  scope?(certificate: Certificate, problem: Problem): Proven['scope'];
  /** max_i N*(h_i), which may be at most beta. */
  largest(certificate: Certificate, problem: Problem): RoundedNorm;
}

/**
 * Checks certificates of one family: first their shapes, then the conditions that make them multipliers at all, then
 * the bound they give: the loss's best dual value over 0 <= t <= 1/C, C = max N*(h) / beta.
 */
export function dualCheck(program: DualProgram): CertificateCheck {
  const known = new Set<string>([...common, ...program.fields]);
  return (certificate, problem, network) => {
    const unread = Object.keys(certificate).filter((field) => !known.has(field));
    const entries = problem?.train.y.data.length ?? certificate.nu.length;
    const rows = problem?.train.x.rows ?? certificate.nu.length;
    const columns = problem?.train.x.cols ?? certificate.radii.length;
    const shapes = [...lengths(certificate, entries, columns), ...program.shapes(certificate, rows, columns)];
    if (shapes.some((claim) => claim.verdict === 'fail')) return { claims: shapes, proven: [], unread };

    const { conditions } = lossDuals[lossOf(certificate)];
    const claims = [
      ...shapes,
      ...(problem ? settingClaims(certificate, problem, program) : []),
      ...(problem && network?.hidden.cols === columns ? program.members(certificate, problem, network) : []),
      ...conditions(certificate, problem?.lossScale ?? certificate.scale, problem?.train.y.data),
      ...program.conditions(certificate, problem?.radii ?? certificate.radii),
    ];
    const obstacle = problem ? unknownDual(problem.norm.spec) : needsData;
    if (!problem || obstacle !== undefined) {
      const left = (['lower', 'violation'] as const).map((key) =>
        notChecked(`/${key}`, obstacle!, certificate[key]),
      );
      return { claims: [...claims, ...left], proven: [], unread };
    }
    const sound = claims.every((claim) => claim.verdict === 'pass');
    const bound = boundOf(certificate, problem, program);
    return { claims: [...claims, ...bound.claims], proven: sound ? [bound.proven] : [], unread };
  };
}

function lossOf({ kind }: Certificate): LossSpec['type'] {
  return kind.slice(kind.indexOf('-') + 1) as LossSpec['type'];
}

function lengths({ nu, alpha, radii }: Certificate, entries: number, columns: number): Claim[] {
  return [
    condition('/nu', nu.length === entries, `one entry for each of the ${entries} training targets`),
    condition('/alpha', alpha.length === entries, `one entry for each of the ${entries} training targets`),
    condition('/radii', radii.length === columns, `one entry for each of the ${columns} columns`),
  ];
}

/** The problem the certificate speaks about is the one of the spec. */
function settingClaims(
  { kind, scale, weight, norm = l2Norm, radii }: Certificate,
  problem: Problem,
  program: DualProgram,
): Claim[] {
  return [
    same('/kind', kind, `${program.family(problem)}-${problem.loss.name}`),
    equal('/scale', scale, problem.lossScale, 0),
    equal('/weight', weight, problem.weight, 0),
    same('/norm', normText(norm), normText(problem.norm.spec)),
    condition(
      '/radii',
      radii.every((radius, j) => radius === problem.radii[j]),
      'the radii of the spec',
    ),
  ];
}

/** The bound is proven for the C that is certain, the computed one and its rounding. */
function boundOf(
  certificate: Certificate,
  problem: Problem,
  program: DualProgram,
): { readonly claims: Findings['claims']; readonly proven: Proven } {
  const norm = program.largest(certificate, problem);
  const violation = norm.value / problem.weight;
  const rounding = norm.rounding / problem.weight;
  const { value: valueAt } = lossDuals[lossOf(certificate)];
  const value = provenValue(problem, { value: violation, rounding }, (c) =>
    valueAt(certificate, problem, 1 / c),
  );
  return {
    claims: [
      equal('/violation', certificate.violation, violation, 2 * rounding),
      equal('/lower', certificate.lower, value.computed, value.tolerance),
    ],
    proven: {
      scope: program.scope?.(certificate, problem) ?? 'sampled-patterns',
      about: program.about,
      value: value.certain,
      tolerance: value.certainTolerance,
    },
  };
}
