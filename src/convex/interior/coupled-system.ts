import { addScaled, dot } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { solveFactored, timesMatrix } from '../kernels/triangular.js';
import { mirror } from './mirror.js';
import type { NeuronBlocks } from './neuron-blocks.js';
import type { Operators } from './operators.js';
import type { InteriorProgram } from './program.js';
import type { SlopeBlocks } from './slope-blocks.js';

/**
 * The system in Z = V - W (P d unknowns) that couples the patterns,
 *
 *   A = blockdiag(S_i) + per column j: D' diag(del_.j) D + sum_rows (D_G (x) f)(D_G (x) f)',  G the row's group,
 *
 * as a product, a preconditioner and a whole matrix.
 */
export interface CoupledSystem {
  multiply(z: Float64Array): Float64Array;
  /**
   * Solves with blockdiag(S_i + diag(sum_G D_iG del_G)) + F'F, where rows of F whose square is less than `share` of the
   * largest count for the blocks only: exact without a threat for a share of 0. Undefined: not definite.
   */
  preconditioner(share: number): ((r: Float64Array) => Float64Array) | undefined;
  /** Solves with A itself, by its Cholesky factor. Undefined: not definite. */
  direct(): ((r: Float64Array) => Float64Array) | undefined;
}

export function coupledSystem(
  program: InteriorProgram,
  kernels: DenseKernels,
  { gather, slopes }: Operators,
  neurons: NeuronBlocks,
  { diagonal, factor, rowGroup }: SlopeBlocks,
): CoupledSystem {
  const { d, attacked, patterns: P, groups, activeT } = program;
  const factorRows = rowGroup.length;
  const block = (a: Float64Array, i: number) => a.subarray(i * d * d, (i + 1) * d * d);
  const part = (a: Float64Array, i: number) => a.subarray(i * d, (i + 1) * d);
  const isActive = (i: number, row: number) => activeT[i * groups + rowGroup[row]!] === 1;

  // Conjugate gradients come here often, and fresh arrays of this length cost more than what is done with them.
  const slope = new Float64Array(groups * d);
  const pull = new Float64Array(groups * d);

  /** F g, one number per row of F. */
  const onRows = (g: Float64Array) => {
    const result = new Float64Array(factorRows);
    for (let r = 0; r < factorRows; r++) {
      const [f, s] = [r * d, rowGroup[r]! * d];
      let sum = 0;
      for (let j = 0; j < d; j++) sum += factor[f + j]! * g[s + j]!;
      result[r] = sum;
    }
    return result;
  };
  /** g += F't. */
  const addRows = (g: Float64Array, t: Float64Array) => {
    for (let r = 0; r < factorRows; r++) addScaled(part(g, rowGroup[r]!), t[r]!, part(factor, r));
    return g;
  };

  return {
    multiply(z) {
      const g = slopes(z, slope);
      const t = onRows(g);
      for (let of = 0; of < groups; of++) {
        for (let j = 0; j < attacked; j++) pull[of * d + j] = diagonal[of * attacked + j]! * g[of * d + j]!;
        pull.fill(0, of * d + attacked, (of + 1) * d);
      }
      const result = gather(addRows(pull, t));
      for (let i = 0; i < P; i++)
        addScaled(part(result, i), 1, timesMatrix(block(neurons.parallel, i), part(z, i), d));
      return result;
    },

    preconditioner(share) {
      const own = neurons.parallel.slice();
      const { heavy, light } = byWeight(factor, factorRows, d, share);
      const inner = new Float64Array(heavy.length ** 2);
      for (let at = 0; at < heavy.length; at++) inner[at * heavy.length + at] = 1;
      const spread = attacked > 0 ? activeDiagonal(program, kernels, diagonal) : undefined;
      const blockGram = new Float64Array(d * d);
      for (let i = 0; i < P; i++) {
        const b = block(own, i);
        for (let j = 0; j < attacked; j++) b[j * d + j]! += spread![i * attacked + j]!;
        const minor = light.filter((r) => isActive(i, r));
        if (minor.length > 0) {
          kernels.gramOfColumns(blockGram, rowsOf(factor, minor, d), minor.length, d);
          addScaled(b, 1, blockGram);
        }
        if (!kernels.cholesky(b, d)) return undefined;
        const places = Array.from(heavy.keys()).filter((at) => isActive(i, heavy[at]!));
        if (places.length === 0) continue;
        const rows = places.map((at) => heavy[at]!);
        const f = rowsOf(factor, rows, d);
        kernels.solveRows(b, f, d, rows.length);
        const gram = new Float64Array(rows.length ** 2);
        kernels.gramOfRows(gram, f, rows.length, d);
        addAt(inner, heavy.length, places, gram);
      }
      if (!kernels.cholesky(inner, heavy.length)) return undefined;

      const solveOwn = (r: Float64Array) => {
        const result = r.slice();
        for (let i = 0; i < P; i++) solveFactored(block(own, i), part(result, i), d);
        return result;
      };
      // Woodbury: (B + F'F)^-1 = B^-1 - B^-1 F' (I + F B^-1 F')^-1 F B^-1.
      return (r) => {
        const result = solveOwn(r);
        const all = onRows(slopes(result, slope));
        const solved = Float64Array.from(heavy, (at) => all[at]!);
        solveFactored(inner, solved, heavy.length);
        const t = new Float64Array(factorRows);
        heavy.forEach((at, i) => {
          t[at] = solved[i]!;
        });
        addScaled(result, -1, solveOwn(gather(addRows(pull.fill(0), t))));
        return result;
      };
    },

    direct() {
      const order = P * d;
      const wide = new Float64Array(factorRows * order);
      for (let r = 0; r < factorRows; r++) {
        for (let i = 0; i < P; i++) if (isActive(i, r)) wide.set(part(factor, r), r * order + i * d);
      }
      const a = new Float64Array(order * order);
      kernels.gramOfColumns(a, wide, factorRows, order);
      addPairs(a, program, kernels, diagonal);
      for (let i = 0; i < P; i++) {
        const s = block(neurons.parallel, i);
        for (let j = 0; j < d; j++) {
          const to = (i * d + j) * order + i * d;
          for (let l = 0; l <= j; l++) a[to + l]! += s[j * d + l]!;
        }
      }
      if (!kernels.cholesky(a, order)) return undefined;
      return (r) => {
        const result = r.slice();
        solveFactored(a, result, order);
        return result;
      };
    },
  };
}

/** The rows whose square is at least `share` of the largest, and the others. */
function byWeight(factor: Float64Array, count: number, d: number, share: number) {
  const squares = Float64Array.from({ length: count }, (_, r) => {
    const f = factor.subarray(r * d, (r + 1) * d);
    return dot(f, f);
  });
  const least = share * squares.reduce((most, square) => Math.max(most, square), 0);
  const rows = Array.from({ length: count }, (_, r) => r);
  return {
    heavy: rows.filter((r) => squares[r]! >= least),
    light: rows.filter((r) => squares[r]! < least),
  };
}

/** The rows chosen (rows.length, d). */
function rowsOf(a: Float64Array, rows: readonly number[], d: number): Float64Array {
  const result = new Float64Array(rows.length * d);
  for (const [at, r] of rows.entries()) result.set(a.subarray(r * d, (r + 1) * d), at * d);
  return result;
}

/** sum_G D_iG del_Gj (P, attacked). */
function activeDiagonal(
  { groups, attacked, patterns, activeT }: InteriorProgram,
  kernels: DenseKernels,
  diagonal: Float64Array,
): Float64Array {
  const result = new Float64Array(patterns * attacked);
  kernels.product(result, activeT, diagonal, { rows: patterns, cols: attacked, inner: groups });
  return result;
}

/** Lower triangle of A += sum_G del_Gj D_iG D_lG at (i, j), (l, j), for all pairs of patterns and all attacked j. */
function addPairs(
  a: Float64Array,
  { groups, d, attacked, patterns: P, activeT }: InteriorProgram,
  kernels: DenseKernels,
  diagonal: Float64Array,
): void {
  const scaled = new Float64Array(P * groups);
  const pairs = new Float64Array(P * P);
  for (let j = 0; j < attacked; j++) {
    for (let of = 0; of < groups; of++) {
      const root = Math.sqrt(diagonal[of * attacked + j]!);
      for (let i = 0; i < P; i++) scaled[i * groups + of] = root * activeT[i * groups + of]!;
    }
    kernels.gramOfRows(pairs, scaled, P, groups);
    mirror(pairs, P);
    for (let i = 0; i < P; i++)
      for (let l = 0; l <= i; l++) a[(i * d + j) * P * d + l * d + j]! += pairs[i * P + l]!;
  }
}

/** Lower triangle of A[rows, rows] += B. */
function addAt(a: Float64Array, n: number, rows: readonly number[], b: Float64Array): void {
  for (const [i, r] of rows.entries()) {
    const [from, to] = [i * rows.length, r * n];
    for (let j = 0; j <= i; j++) a[to + rows[j]!]! += b[from + j]!;
  }
}
