import { addScaled, dot, type Matrix, norm2, row, zeros } from '../../core/matrix.js';

/** Unit vectors within this distance of a span count as inside it, and two within it of each other as parallel. */
export const directionTolerance = 1e-10;

/** The directions of a matrix's rows in coordinates of the space they span. */
export interface RowSpace {
  /** Orthonormal rows (r, d) that span the rows of the matrix; r is its rank. */
  readonly basis: Matrix;
  /** Unit vectors (g, r), no two of them parallel: the normals of the different hyperplanes {x_k . u = 0}. */
  readonly normals: Matrix;
  /** Hyperplane of each row; -1 for rows of zeros. */
  readonly plane: Int32Array;
  /** +1 where a row points the way of its hyperplane's normal, -1 where it points the other way. */
  readonly orientation: Int8Array;
}

/** Rank, hyperplanes and coordinates of the rows of x (n, d), up to {@link directionTolerance}. */
export function rowSpace(x: Matrix): RowSpace {
  const units = unitRows(x);
  const basis = orthonormalBasis(units);
  const { representatives, plane, orientation } = parallelGroups(units);
  const normals = zeros(representatives.length, basis.rows);
  for (const [g, k] of representatives.entries()) {
    const normal = row(normals, g);
    for (let i = 0; i < basis.rows; i++) normal[i] = dot(row(basis, i), row(units, k));
    normalise(normal);
  }
  return { basis, normals, plane, orientation };
}

/** Rows divided by their lengths; rows of zeros stay zero. */
function unitRows(x: Matrix): Matrix {
  const units = { ...x, data: x.data.slice() };
  for (let k = 0; k < x.rows; k++) normalise(row(units, k));
  return units;
}

/** Divides a vector by its length; a zero vector stays zero. */
export function normalise(vector: Float64Array): void {
  const length = norm2(vector);
  if (length === 0) return;
  for (let j = 0; j < vector.length; j++) vector[j]! /= length;
}

/** Gram-Schmidt with pivoting: always the row that is furthest from the span so far. */
function orthonormalBasis(units: Matrix): Matrix {
  const rest = { ...units, data: units.data.slice() };
  const basis: Float64Array[] = [];
  while (basis.length < units.cols) {
    let furthest = 0;
    let distance = 0;
    for (let k = 0; k < rest.rows; k++) {
      const length = norm2(row(rest, k));
      if (length > distance) {
        distance = length;
        furthest = k;
      }
    }
    if (distance <= directionTolerance) break;
    const unit = row(rest, furthest).slice();
    for (const known of basis) addScaled(unit, -dot(known, unit), known);
    normalise(unit);
    basis.push(unit);
    for (let k = 0; k < rest.rows; k++) addScaled(row(rest, k), -dot(unit, row(rest, k)), unit);
  }
  const data = new Float64Array(basis.length * units.cols);
  for (const [i, unit] of basis.entries()) data.set(unit, i * units.cols);
  return { rows: basis.length, cols: units.cols, data };
}

/** Groups of parallel rows, each with the row that stands for it. */
export function parallelGroups(units: Matrix): {
  readonly representatives: readonly number[];
  readonly plane: Int32Array;
  readonly orientation: Int8Array;
} {
  const representatives: number[] = [];
  const plane = new Int32Array(units.rows).fill(-1);
  const orientation = new Int8Array(units.rows).fill(1);
  for (let k = 0; k < units.rows; k++) {
    const unit = row(units, k);
    if (unit.every((value) => value === 0)) continue;
    for (const [g, other] of representatives.entries()) {
      const sign = sameLine(unit, row(units, other));
      if (sign === 0) continue;
      plane[k] = g;
      orientation[k] = sign;
      break;
    }
    if (plane[k]! < 0) plane[k] = representatives.push(k) - 1;
  }
  return { representatives, plane, orientation };
}

/** +1 or -1 where b = +-a up to the tolerance, else 0. */
function sameLine(a: Float64Array, b: Float64Array): 1 | -1 | 0 {
  const sign = dot(a, b) >= 0 ? 1 : -1;
  let distance = 0;
  for (let j = 0; j < a.length; j++) distance += (a[j]! - sign * b[j]!) ** 2;
  return Math.sqrt(distance) <= directionTolerance ? sign : 0;
}
