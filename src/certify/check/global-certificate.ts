import { nnls } from '../../convex/nnls.js';
import { enumerateCells } from '../../convex/patterns/cells.js';
import { countCells } from '../../convex/patterns/enumerated.js';
import type { Certificate, LossSpec } from '../../core/generated/documents.js';
import { type Matrix, norm2, row, zeros } from '../../core/matrix.js';
import { isAdversarial, type Problem } from '../../core/problem.js';
import type { Findings } from './certificate-kind.js';
import { below, type Claim, condition, equal, needsData, notChecked } from './claim.js';
import { lossDuals } from './losses/index.js';
import { roundingOf } from './tolerance.js';

type Global = NonNullable<Certificate['global']>;

/** Relative rounding of sums over the rows. */
const rounding = 1e-9;

/**
 * A lower bound on the training problem itself: |nu . (X'u)_+| <= C* beta for every unit u, with X' = X + delta. Over a
 * cell with pattern D and walls s_k x'_k the greatest value is at most ||+-X''D nu + sum_k l_k s_k x'_k|| for ANY l >= 0,
 * so C* is recomputed as the largest such norm over all cells and both signs, with l from nonnegative least squares
 * where the norm without it would raise the maximum. With a threat the rows may stand anywhere in their boxes:
 * standard training on X + delta is never harder than the worst case.
 */
export function checkGlobalCertificate(certificate: Certificate, problem: Problem | undefined): Findings {
  const { global } = certificate;
  if (!global) return { claims: [], proven: [], unread: [] };
  const at = below('/global');
  if (!problem) return nothingProven([notChecked('/lower', needsData, global.lower)].map(at));
  const conditions = conditionClaims(global, certificate, problem);
  if (conditions.some(({ verdict }) => verdict === 'fail')) return nothingProven(conditions.map(at));

  const x = moved(problem.train.x, global.delta);
  const why = unreplayable(global, x);
  if (why) {
    const claims = [...conditions, notChecked('/cStar', why, global.cStar)].map(at);
    return { claims, proven: [], unread: ['global'] };
  }
  const cStar = Math.max(1, largestOverCells(x, Float64Array.from(global.nu), problem.weight));
  const multipliers = { nu: global.nu, alpha: global.nu.map(Math.abs) };
  const dual = lossDuals[problem.loss.name as LossSpec['type']];
  const lower = dual.value(multipliers, problem, 1 / (cStar * (1 + rounding)));
  const tolerance = roundingOf(problem, lower) + 2 * rounding * Math.abs(lower);
  const claims = [
    ...conditions,
    equal('/cStar', global.cStar, cStar, 1e-6 * cStar),
    equal('/lower', global.lower, lower, tolerance),
  ];
  const about = global.delta ? 'every network, under the threat' : 'every network of this form';
  const sound = claims.every(({ verdict }) => verdict === 'pass');
  const proven = sound ? [{ scope: 'global' as const, about, value: lower, tolerance }] : [];
  return { claims: claims.map(at), proven, unread: [] };
}

function nothingProven(claims: Claim[]): Findings {
  return { claims, proven: [], unread: [] };
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
    shift.every((value, j) => Math.abs(value) <= problem.radii[j]! * (1 + 1e-12)),
  );
  const multipliers = { nu, alpha: nu.map(Math.abs) };
  return [
    ...shapes,
    condition('/delta', within, 'every row stays in its box'),
    equal('/scale', scale, problem.lossScale, 0),
    ...lossDuals[problem.loss.name as LossSpec['type']].conditions(
      multipliers,
      problem.lossScale,
      problem.train.y.data,
    ),
  ];
}

/** Why the search behind a bound cannot be done again here, if it cannot. */
function unreplayable({ method }: Global, x: Matrix): string | undefined {
  if (method !== 'cells') return 'a branch and bound tree is not searched again';
  const { most, enumerable } = countCells(x);
  return enumerable
    ? undefined
    : `the rows may have ${most.toPrecision(3)} cells, too many to go through again`;
}

function moved(x: Matrix, delta: Global['delta']): Matrix {
  if (!delta) return x;
  return { ...x, data: x.data.map((value, i) => value + delta[Math.floor(i / x.cols)]![i % x.cols]!) };
}

/** C*: an upper bound on |nu . (X u)_+| / beta over unit u. */
function largestOverCells(x: Matrix, nu: Float64Array, weight: number): number {
  let largest = 0;
  for (const { active } of enumerateCells(x)) {
    const outward = zeros(x.rows, x.cols);
    const pull = new Float64Array(x.cols);
    for (let k = 0; k < x.rows; k++) {
      const point = row(x, k);
      for (let j = 0; j < x.cols; j++) {
        if (active[k]) pull[j]! += nu[k]! * point[j]!;
        outward.data[k * x.cols + j] = active[k] ? -point[j]! : point[j]!;
      }
    }
    for (const sign of [1, -1]) {
      const form = pull.map((value) => sign * value);
      if (norm2(form) <= largest) continue;
      const { weights } = nnls(outward, form);
      const held = form.slice();
      weights.forEach((l, k) => {
        for (let j = 0; j < x.cols; j++) held[j]! -= Math.max(0, l) * outward.data[k * x.cols + j]!;
      });
      largest = Math.max(largest, Math.min(norm2(form), norm2(held)));
    }
  }
  return largest / weight;
}
