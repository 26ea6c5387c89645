import { addScaled, dot, type Matrix, norm2, row, zeros } from '../../core/matrix.js';
import type { Pattern } from '../patterns/pattern.js';
import { coneMaximum, wallsOf } from '../pricing/cell-maximum.js';
import type { Column } from './column.js';
import { singularPairs } from './largest-singular-value.js';

const rounds = 50;
/** Relative rise that is worth another round. */
const leastRise = 1e-10;

/** A column and how fast the loss falls along it; it pays where that is more than beta. */
export interface PricedColumn extends Column {
  readonly value: number;
}

/** What a pattern may hold in it. */
export interface PricedPattern {
  /** At least the largest value of any column of the pattern: the spectral norm of X' D N. */
  readonly bound: number;
  /** Local maxima above the threshold, the best first. */
  readonly columns: readonly PricedColumn[];
}

/**
 * max over unit u in the cell of D and unit g of -g' N' D X u, N = nu (n, K): the rate at which a neuron u feeding g
 * lowers the loss. From each of the first right singular vectors g of A = -X' D N and their opposites, in turn
 * u = Proj_cell(A g), g = A'u normalised, which never falls. Bounded by the spectral norm of A.
 */
export function pricePattern(
  x: Matrix,
  pattern: Pattern,
  nu: Matrix,
  starts: number,
  threshold: number,
): PricedPattern {
  const a = pullMatrix(x, pattern, nu);
  const pairs = singularPairs(a);
  const bound = pairs[0]?.value ?? 0;
  if (bound <= threshold) return { bound, columns: [] };
  const walls = wallsOf(x, pattern.active);
  const columns = pairs
    .slice(0, starts)
    .filter(({ value }) => value > 0)
    .flatMap(({ right }) => [right, right.map((entry) => -entry)])
    .flatMap((start) => {
      const top = climb(a, walls, start);
      return top && top.value > threshold ? [{ ...top, pattern }] : [];
    })
    .sort((one, other) => other.value - one.value);
  return { bound, columns };
}

/** -X' D N, shape (d, K). */
export function pullMatrix(x: Matrix, pattern: Pattern, nu: Matrix): Matrix {
  const a = zeros(x.cols, nu.cols);
  for (let k = 0; k < x.rows; k++) {
    if (!pattern.active[k]) continue;
    for (let j = 0; j < x.cols; j++) addScaled(row(a, j), -row(x, k)[j]!, row(nu, k));
  }
  return a;
}

function climb(a: Matrix, walls: Matrix, start: Float64Array): Omit<PricedColumn, 'pattern'> | undefined {
  let best: Omit<PricedColumn, 'pattern'> | undefined;
  let direction = start;
  for (let round = 0; round < rounds; round++) {
    const pull = Float64Array.from({ length: a.rows }, (_, j) => dot(row(a, j), direction));
    const { direction: u } = coneMaximum(walls, pull);
    const fed = new Float64Array(a.cols);
    for (let j = 0; j < a.rows; j++) addScaled(fed, u[j]!, row(a, j));
    const value = norm2(fed);
    if (value === 0 || (best && value <= best.value * (1 + leastRise))) break;
    direction = fed.map((entry) => entry / value);
    best = { value, direction };
  }
  return best;
}
