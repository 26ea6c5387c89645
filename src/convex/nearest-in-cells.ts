import { addScaled, type Matrix, norm2, row } from '../core/matrix.js';
import { type CellTarget, type NearestInCell, wallsOf } from './cell-target.js';
import type { DenseKernels } from './kernels/dense-kernels.js';
import { signOf } from './patterns/pattern.js';

/** Rounds after which a target is given up. */
const mostRounds = 30;
/** Rounds without fewer wrong walls after which only one wall changes at a time. */
const patience = 3;
/** Share of the target's length by which a point may lie behind a wall, or a weight below 0. */
const negligible = 1e-13;
/** Relative ridge of a Gram matrix, for walls that depend on one another; this many solves make up for it. */
const ridge = 1e-12;
const refinements = 3;

/**
 * The nearest points of cells {u: s_k x_k . u >= 0}; undefined for points so far outside that it takes
 * more than d walls or too many rounds.
 *
 * With the walls W = (s_k x_k) in use, 0 where the target keeps its zeros, u = target + W'l and W u = 0. It is the
 * nearest point where l >= 0 and u lies behind no other wall. Walls with l < 0 leave and walls that u lies behind enter,
 * all of them while that leaves fewer wrong ones from time to time, else the last one alone, which cannot go on for ever.
 * Source: Judice and Pires, A block principal pivoting algorithm for large-scale strictly monotone linear complementarity
 * problems, Computers and Operations Research 21 (1994). All targets take their rounds together: a round is one product
 * with X, and per target m^2 d + m^3/3 multiply-adds for m walls in use.
 */
export function nearestInCells(
  x: Matrix,
  targets: readonly CellTarget[],
  kernels: DenseKernels,
): (NearestInCell | undefined)[] {
  const found = search(x, targets, kernels);
  // A guess may have led astray.
  const missed = targets.flatMap(({ walls, ...target }, at) => (walls && !found[at] ? [{ target, at }] : []));
  const again = search(
    x,
    missed.map(({ target }) => target),
    kernels,
  );
  for (const [i, { at }] of missed.entries()) found[at] = again[i];
  return found;
}

function search(
  x: Matrix,
  targets: readonly CellTarget[],
  kernels: DenseKernels,
): (NearestInCell | undefined)[] {
  const { rows: n, cols: d } = x;
  const lengths = Float64Array.from({ length: n }, (_, k) => norm2(row(x, k)));
  const found = new Array<NearestInCell | undefined>(targets.length);
  let open = targets.map((target, index) => ({
    ...target,
    index,
    walls: target.walls ?? [],
    fewest: Number.POSITIVE_INFINITY,
    left: patience,
  }));
  for (let round = 0; round < mostRounds && open.length > 0; round++) {
    const fitted = open.flatMap((one) => {
      const fit = onWalls(x, one, one.walls, kernels);
      return fit ? [{ one, fit }] : [];
    });
    const points = new Float64Array(fitted.length * d);
    for (const [at, { fit }] of fitted.entries()) points.set(fit.point, at * d);
    const images = new Float64Array(fitted.length * n);
    kernels.product(images, points, x.data, { rows: fitted.length, cols: n, inner: d, transposeB: true });

    open = fitted.flatMap(({ one, fit }, at) => {
      const image = images.subarray(at * n, (at + 1) * n);
      const least = negligible * norm2(one.point);
      const used = new Set(one.walls);
      const leaving = one.walls.filter((k, i) => fit.weights[i]! * lengths[k]! < -least);
      const entering: number[] = [];
      for (let k = 0; k < n; k++) {
        if (-signOf(one.pattern, k) * image[k]! > least * lengths[k]! && !used.has(k)) entering.push(k);
      }
      const wrong = leaving.length + entering.length;
      if (wrong === 0) {
        found[one.index] = { point: fit.point, walls: one.walls };
        return [];
      }
      const left = wrong < one.fewest ? patience : one.left - 1;
      const changing = left < 0 ? [Math.max(...leaving, ...entering)] : [...leaving, ...entering];
      for (const k of changing) if (!used.delete(k)) used.add(k);
      return used.size > d ? [] : [{ ...one, walls: [...used], fewest: Math.min(wrong, one.fewest), left }];
    });
  }
  return found;
}

/** The nearest point to the target on all of the walls, and the weights with which they hold it there. */
function onWalls(
  x: Matrix,
  target: CellTarget,
  walls: readonly number[],
  kernels: DenseKernels,
): { point: Float64Array; weights: Float64Array } | undefined {
  const m = walls.length;
  const weights = new Float64Array(m);
  const point = target.point.slice();
  if (m === 0) return { point, weights };
  const w = wallsOf(x, target, walls);
  const factor = new Float64Array(m * m);
  kernels.gramOfRows(factor, w.data, m, x.cols);
  for (let i = 0; i < m; i++) factor[i * m + i]! *= 1 + ridge;
  if (!kernels.cholesky(factor, m)) return undefined;
  const behind = new Float64Array(m);
  const step = new Float64Array(x.cols);
  for (let pass = 0; pass < refinements; pass++) {
    kernels.product(behind, w.data, point, { rows: m, cols: 1, inner: x.cols });
    kernels.solveRows(factor, behind, m, 1);
    kernels.solveRowsTransposed(factor, behind, m, 1);
    kernels.product(step, behind, w.data, { rows: 1, cols: x.cols, inner: m });
    addScaled(weights, -1, behind);
    addScaled(point, -1, step);
  }
  return { point, weights };
}
