import { countCells } from '../../convex/patterns/enumerated.js';
import type { Certificate, LossSpec } from '../../core/generated/documents.js';
import type { Matrix } from '../../core/matrix.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import { cellsMaximum, type ReluMaximum } from './cells-maximum.js';
import type { Findings } from './certificate-kind.js';
import { atMost, below, type Claim, condition, equal, needsData, notChecked } from './claim.js';
import { lossDuals } from './losses/index.js';
import { provenValue } from './proven-value.js';
import type { RoundedNorm } from './rounded-sum.js';
import { treeMaximum } from './tree-maximum.js';

type Global = NonNullable<Certificate['global']>;

/** C* is compared up to this share of it besides its rounding: least squares may find multipliers a little better or worse. */
const leastSquares = 1e-9;

/**
 * A lower bound on the training problem itself: |nu . (X'u)_+| <= C* beta for every unit u, with X' = X + delta. Over a
 * cell with pattern D and walls s_k x'_k the greatest value is at most ||+-X''D nu + sum_k l_k s_k x'_k|| for ANY l >= 0,
 * so C* is recomputed as the largest such norm over all cells and both signs, with l from nonnegative least squares where
 * the norm without it would raise the maximum; a C* by branch and bound is proven by a tree of our own. With a threat the
 * rows may stand anywhere in their boxes: standard training on X + delta is never harder than the worst case.
 */
export function checkGlobalCertificate(certificate: Certificate, problem: Problem | undefined): Findings {
  const { global } = certificate;
  if (!global) return { claims: [], proven: [], unread: [] };
  const at = below('/global');
  if (!problem) return nothingProven([notChecked('/lower', needsData, global.lower)].map(at));
  const conditions = conditionClaims(global, certificate, problem);
  if (conditions.some(({ verdict }) => verdict === 'fail')) return nothingProven(conditions.map(at));

  const searched = searchAgain(global, moved(problem.train.x, global.delta), problem.weight);
  if (typeof searched === 'string') {
    const claims = [...conditions, notChecked('/cStar', searched, global.cStar)].map(at);
    return { claims, proven: [], unread: ['global'] };
  }
  const multipliers = multipliersOf(global);
  const dual = lossDuals[problem.loss.name as LossSpec['type']];
  const value = provenValue(problem, searched.cStar, (c) => dual.value(multipliers, problem, 1 / c));
  const claims = [
    ...conditions,
    ...searched.claims,
    equal('/lower', global.lower, value.computed, value.tolerance),
  ];
  const about = global.delta ? 'every network, under the threat' : 'every network of this form';
  const sound = claims.every(({ verdict }) => verdict === 'pass');
  const bound = { scope: 'global', about, value: value.certain, tolerance: value.certainTolerance } as const;
  return { claims: claims.map(at), proven: sound ? [bound] : [], unread: [] };
}

function nothingProven(claims: Claim[]): Findings {
  return { claims, proven: [], unread: [] };
}

/** The certificate gives nu alone: with theta = |nu| it stands for both multipliers of the loss. */
function multipliersOf({ nu }: Global) {
  return { nu, alpha: nu.map(Math.abs) };
}

function conditionClaims(global: Global, { scale }: Certificate, problem: Problem): Claim[] {
  const { rows: n, cols: d } = problem.train.x;
  const { nu, delta } = global;
  const shapes = [
    condition(
      '',
      problem.norm.spec.norm === 'l2',
      'the regularizer is weight decay, whose cells are projected on',
    ),
    condition('/nu', nu.length === n, `one entry for each of the ${n} training rows`),
    ...(isAdversarial(problem) || delta
      ? [
          condition(
            '/delta',
            delta?.length === n && delta.every((shift) => shift.length === d),
            'with a threat: one shift for each training row',
          ),
        ]
      : []),
  ];
  if (shapes.some(({ verdict }) => verdict === 'fail')) return shapes;
  const within = (delta ?? []).every((shift) =>
    shift.every((value, j) => Math.abs(value) <= problem.radii[j]!),
  );
  const { conditions } = lossDuals[problem.loss.name as LossSpec['type']];
  const ofNu = (claim: Claim) => ({ ...claim, pointer: '/nu', note: `${claim.note}, with theta = |nu|` });
  return [
    ...shapes,
    condition('/delta', within, 'every row stays in its box'),
    equal('/scale', scale, problem.lossScale, 0),
    ...conditions(multipliersOf(global), problem.lossScale, problem.train.y.data).map(ofNu),
  ];
}

interface Searched {
  /** At least 1, as the certificate's. */
  readonly cStar: RoundedNorm;
  readonly claims: readonly Claim[];
}

/** Goes through the directions again; a sentence where that would take too long. */
function searchAgain(global: Global, x: Matrix, weight: number): Searched | string {
  return global.method === 'cells' ? cellsAgain(global, x, weight) : treeAgain(global, x, weight);
}

function cellsAgain(global: Global, x: Matrix, weight: number): Searched | string {
  const { most, enumerable } = countCells(x);
  if (!enumerable) return `the rows may have ${most.toPrecision(3)} cells, too many to go through again`;
  const { examined, ...maximum } = cellsMaximum(x, global.nu);
  const cStar = asCStar(maximum, weight);
  return {
    cStar,
    claims: [
      equal('/cStar', global.cStar, cStar.value, leastSquares * cStar.value + cStar.rounding),
      equal('/examined', global.examined, examined, 0),
    ],
  };
}

/** The tree proves the C* that is claimed, no smaller one; how many nodes that takes is no part of the proof. */
function treeAgain(global: Global, x: Matrix, weight: number): Searched | string {
  const maximum = treeMaximum(x, global.nu, global.cStar * weight);
  if (!maximum) return 'branch and bound did not come to an end again within the nodes that a check may take';
  const { value, rounding } = asCStar(maximum, weight);
  return {
    cStar: { value: Math.max(1, global.cStar), rounding },
    claims: [
      { ...atMost('/cStar', -global.cStar, -value, rounding), claimed: global.cStar, recomputed: value },
    ],
  };
}

function asCStar({ norm }: Pick<ReluMaximum, 'norm'>, weight: number): RoundedNorm {
  return { value: Math.max(1, norm.value / weight), rounding: norm.rounding / weight };
}

function moved(x: Matrix, delta: Global['delta']): Matrix {
  if (!delta) return x;
  return { ...x, data: x.data.map((value, i) => value + delta[Math.floor(i / x.cols)]![i % x.cols]!) };
}
