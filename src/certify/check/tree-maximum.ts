import { dot, type Matrix, row } from '../../core/matrix.js';
import type { ReluMaximum } from './cells-maximum.js';
import { type FormMaximum, formMaximum, type Term } from './form-maximum.js';
import type { RoundedNorm } from './rounded-sum.js';

/** Nodes that are gone through at most, and work: a node costs about n^2 d steps. */
const mostNodes = 10_000;
const mostWork = 2e8;
/** Rows whose relaxation is off by less than this share of the bound are as good as decided. */
const negligible = 1e-12;

/**
 * Proves |nu . (X u)_+| <= `claimed` for all unit u by splitting on the signs of x_k . u, depth first, each node bounded
 * by its relaxation and left as soon as that is no higher than `claimed`. The tree that found the claimed bound needs not be
 * known: splitting by the same rule, every node where it ended is within the bound. Where a node that is decided exceeds it,
 * the result does too. Undefined where the budget ends first.
 */
export function treeMaximum(x: Matrix, nu: readonly number[], claimed: number): ReluMaximum | undefined {
  const budget = Math.min(mostNodes, mostWork / (x.rows ** 2 * x.cols));
  const undecided = new Int8Array(x.rows);
  const open = [1, -1].map((side) => ({ nu: nu.map((v) => side * v), signs: undecided }));
  let value = 0;
  let rounding = 0;
  for (let examined = 1; examined <= budget; examined++) {
    const node = open.pop()!;
    const bound = relaxed(x, node.nu, node.signs);
    const { widest } = bound;
    if (bound.value <= claimed + bound.rounding || widest === undefined) {
      value = Math.max(value, bound.value);
      rounding = Math.max(rounding, bound.rounding);
      if (value > claimed + rounding || open.length === 0) return { norm: { value, rounding }, examined };
    } else {
      for (const sign of [-1, 1]) {
        const signs = node.signs.slice();
        signs[widest] = sign;
        open.push({ nu: node.nu, signs });
      }
    }
  }
  return undefined;
}

interface Relaxed extends RoundedNorm {
  /** The undecided row on which relaxation and truth differ most at the relaxation's peak, if any. */
  readonly widest: number | undefined;
}

/**
 * Bounds nu . (X u)_+ over {||u|| <= 1, s_k x_k . u >= 0 for decided k}. An undecided z = x_k . u in [-b, a] has
 * nu_k max(0, z) <= nu_k (slope z + height) where nu_k > 0, with slope = a / (a + b) and height no less than slope b and
 * (1 - slope) a; and <= nu_k lambda z for any 0 <= lambda <= 1 where nu_k < 0.
 */
function relaxed(x: Matrix, nu: readonly number[], signs: Int8Array): Relaxed {
  const rows = nu.flatMap((v, k) => (signs[k] === 0 && v !== 0 ? [k] : []));
  const walls = Array.from(signs).flatMap((sign, k) => (sign === 0 ? [] : [{ factor: sign, k }]));
  const decided = nu.flatMap((v, k) => (signs[k]! > 0 && v !== 0 ? [{ factor: v, k }] : []));
  const chords = rows.filter((k) => nu[k]! > 0).map((k) => chord(x, walls, k));
  const constant = chords.reduce((sum, { k, height }) => sum + nu[k]! * height, 0);
  const terms = [...decided, ...chords.map(({ k, slope }) => ({ factor: nu[k]! * slope, k }))];
  const tangents = rows.filter((k) => nu[k]! < 0).map((k) => ({ factor: nu[k]!, k }));
  const { maximum, lambda } = withTangents(x, terms, walls, tangents);

  const value = maximum.value + constant;
  const at = (k: number) => dot(row(x, k), maximum.direction);
  const excess = (k: number, relaxedTo: number) => ({ k, by: relaxedTo - nu[k]! * Math.max(0, at(k)) });
  const widest = [
    ...chords.map(({ k, slope, height }) => excess(k, nu[k]! * (slope * at(k) + height))),
    ...tangents.map(({ factor, k }) => excess(k, factor * lambda.get(k)! * at(k))),
  ].reduce((most, next) => (next.by > most.by ? next : most), { k: -1, by: negligible * value });
  return {
    value,
    rounding: maximum.rounding + (chords.length + 4) * Number.EPSILON * constant,
    widest: widest.k < 0 ? undefined : widest.k,
  };
}

/** A line above max(0, z) on the range of z = x_k . u. */
function chord(x: Matrix, walls: readonly Term[], k: number) {
  const reach = (factor: number) => {
    const { value, rounding } = formMaximum(x, [{ factor, k }], walls);
    return value + rounding;
  };
  const above = reach(1);
  const below = reach(-1);
  const slope = above === 0 ? 0 : above / (above + below);
  return { k, slope, height: Math.max(slope * below, (1 - slope) * above) };
}

/** The form's maximum with the best lambdas, nearly: those that come out above 1 are held there and the rest found again. */
function withTangents(
  x: Matrix,
  terms: readonly Term[],
  walls: readonly Term[],
  tangents: readonly Term[],
): { readonly maximum: FormMaximum; readonly lambda: ReadonlyMap<number, number> } {
  const held = new Map<number, number>();
  for (;;) {
    const free = tangents.filter(({ k }) => !held.has(k));
    const full = tangents.filter(({ k }) => held.has(k));
    const maximum = formMaximum(x, [...terms, ...full], walls, free);
    const above = free.filter((_, i) => maximum.weights[i]! > 1);
    if (above.length === 0) {
      const lambda = new Map([...held, ...free.map(({ k }, i) => [k, maximum.weights[i]!] as const)]);
      return { maximum, lambda };
    }
    for (const { k } of above) held.set(k, 1);
  }
}
