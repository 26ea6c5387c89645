import { addScaled, dot, type Matrix, norm2, row, selectRows, zeros } from '../../core/matrix.js';
import { nnls } from '../nnls.js';
import { type Pattern, signOf } from './pattern.js';

/** Columns up to which it pays to look for facets: a cell has about 2 (columns - 1) of them, however many rows. */
export const mostFacetColumns = 12;
/** Share of its length that a wall may lie outside the cone of the others and count as one of its members. */
const negligible = 1e-10;

const known = new WeakMap<Pattern, readonly number[]>();

/**
 * Rows k whose walls s_k x_k . u >= 0 bound the pattern's cell; those of all other rows follow from them. All rows that
 * are not zero where no direction inside the cell is known, or with many columns. Found once per pattern.
 */
export function facetRows(x: Matrix, pattern: Pattern): readonly number[] {
  let facets = known.get(pattern);
  if (!facets) {
    const { direction } = pattern;
    const walls = unitWalls(x, pattern);
    const rows = Array.from({ length: x.rows }, (_, k) => k).filter((k) => norm2(row(walls, k)) > 0);
    facets = direction && x.cols <= mostFacetColumns ? irredundant(walls, rows, direction) : rows;
    known.set(pattern, facets);
  }
  return facets;
}

/** Rows s_k x_k / ||x_k||; rows of zeros stay zero. */
function unitWalls(x: Matrix, pattern: Pattern): Matrix {
  const walls = zeros(x.rows, x.cols);
  for (let k = 0; k < x.rows; k++) {
    const length = norm2(row(x, k));
    if (length > 0) addScaled(row(walls, k), signOf(pattern, k) / length, row(x, k));
  }
  return walls;
}

/**
 * Clarkson's redundancy removal (More output-sensitive geometric algorithms, FOCS 1994): wall k is redundant where it is
 * a nonnegative combination of facets known so far. Where it is not, nonnegative least squares leaves minus a direction
 * that they allow and wall k does not; going that way from `inside`, the first wall that is met is a facet.
 */
function irredundant(walls: Matrix, rows: readonly number[], inside: Float64Array): readonly number[] {
  const depth = rows.map((k) => dot(row(walls, k), inside));
  const facets: number[] = [];
  for (const k of rows) {
    while (!facets.includes(k)) {
      const { residual } = nnls(selectRows(walls, facets), row(walls, k));
      if (norm2(residual) <= negligible) break;
      const met = firstMet(walls, rows, depth, residual);
      facets.push(met === undefined || facets.includes(met) ? k : met);
    }
  }
  return facets.sort((a, b) => a - b);
}

/** The row whose wall comes first on the way from the inner point along -residual. */
function firstMet(
  walls: Matrix,
  rows: readonly number[],
  depth: readonly number[],
  residual: Float64Array,
): number | undefined {
  let met: number | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  rows.forEach((k, i) => {
    const approach = dot(row(walls, k), residual);
    if (approach <= 0) return;
    const distance = depth[i]! / approach;
    if (distance < nearest) {
      nearest = distance;
      met = k;
    }
  });
  return met;
}
