import { addScaled, dot, type Matrix, row, selectRows, zeros } from '../../core/matrix.js';
import type { Pattern } from './pattern.js';
import { normalise, parallelGroups, type RowSpace, rowSpace } from './row-space.js';

/**
 * The most cells n hyperplanes of rank r through the origin can have: 2 sum_{j<r} C(n-1, j) (Cover, 1965), attained
 * in general position.
 */
export function mostCells(n: number, rank: number): number {
  if (n === 0) return 1;
  let sum = 0;
  let binomial = 1;
  for (let j = 0; j < rank; j++) {
    sum += binomial;
    binomial = (binomial * (n - 1 - j)) / (j + 1);
  }
  return 2 * sum;
}

/**
 * All activation patterns [X u >= 0] that hold on an open set of u, each with a direction inside: the cells of the
 * arrangement of the hyperplanes {x_k . u = 0}. Patterns of ties are faces of these and add nothing to a program.
 * Rows of zeros are always active. Cells narrower than about 1e-10 are taken for rounding and left out.
 *
 * Every cell but the whole space has a facet on some hyperplane, and the facets on one hyperplane are the cells of
 * what the others cut out of it: so the cells on both sides of every facet of every hyperplane, found by recursion
 * over the dimension, are all there are. No linear program is needed, and a cell is found once per facet, so that no
 * single rounding loses it. Time O(n * facets * d).
 */
export function enumerateCells(x: Matrix): Pattern[] {
  const space = rowSpace(x);
  if (space.normals.rows === 0) {
    return [{ active: new Uint8Array(x.rows).fill(1), direction: new Float64Array(x.cols).fill(1 / x.cols) }];
  }
  return oneOfEachPair(space.normals).flatMap((inside) => [
    patternAt(space, inside),
    patternAt(
      space,
      inside.map((value) => -value),
    ),
  ]);
}

/** The pattern of a direction given in coordinates of the row space. */
function patternAt({ basis, normals, plane, orientation }: RowSpace, inside: Float64Array): Pattern {
  const direction = new Float64Array(basis.cols);
  for (let i = 0; i < basis.rows; i++) addScaled(direction, inside[i]!, row(basis, i));
  const active = Uint8Array.from(plane, (g, k) =>
    g < 0 || dot(row(normals, g), inside) * orientation[k]! > 0 ? 1 : 0,
  );
  return { active, direction };
}

/**
 * One unit vector inside every pair of opposite cells of the hyperplanes with these normals: unit vectors (g, r), no
 * two parallel, that span the space.
 */
function oneOfEachPair(normals: Matrix): Float64Array[] {
  if (normals.cols === 1) return [Float64Array.of(1)];
  if (normals.cols === 2) return betweenLines(normals);
  const inside = new Map<string, Float64Array>();
  for (let g = 0; g < normals.rows; g++) {
    const alongNormal = products(normals, row(normals, g));
    for (const facet of facetsOn(normals, g)) {
      const atFacet = products(normals, facet);
      const step = stepOff(atFacet, alongNormal, g);
      for (const side of [step, -step]) {
        const vector = facet.slice();
        addScaled(vector, side, row(normals, g));
        normalise(vector);
        const { key, mirrored } = sidesOf((h) => atFacet[h]! + side * alongNormal[h]!, normals.rows);
        // The sum of a cell's witnesses is inside it as well, and further from its walls.
        const sum = inside.get(key) ?? new Float64Array(normals.cols);
        addScaled(sum, mirrored ? -1 : 1, vector);
        inside.set(key, sum);
      }
    }
  }
  const vectors = [...inside.values()];
  for (const vector of vectors) normalise(vector);
  return vectors;
}

/** In the plane: the middle of every sector between one line and the next. */
function betweenLines(normals: Matrix): Float64Array[] {
  const angles = Float64Array.from({ length: normals.rows }, (_, g) => {
    const angle = Math.atan2(normals.data[2 * g + 1]!, normals.data[2 * g]!);
    return angle < 0 ? angle + Math.PI : angle;
  }).sort();
  return Array.from(angles, (angle, g) => {
    const next = angles[g + 1] ?? angles[0]! + Math.PI;
    const normal = (angle + next) / 2;
    return Float64Array.of(-Math.sin(normal), Math.cos(normal));
  });
}

/** One vector inside each pair of opposite cells that the other hyperplanes cut out of hyperplane g. */
function facetsOn(normals: Matrix, g: number): Float64Array[] {
  const basis = complement(row(normals, g));
  const traces = zeros(normals.rows, basis.rows);
  for (let h = 0; h < normals.rows; h++) {
    if (h === g) continue;
    const trace = row(traces, h);
    for (let i = 0; i < basis.rows; i++) trace[i] = dot(row(basis, i), row(normals, h));
    normalise(trace);
  }
  const { representatives } = parallelGroups(traces);
  return oneOfEachPair(selectRows(traces, representatives)).map((inside) => {
    const facet = new Float64Array(normals.cols);
    for (let i = 0; i < basis.rows; i++) addScaled(facet, inside[i]!, row(basis, i));
    return facet;
  });
}

/** Orthonormal basis (r - 1, r) of the vectors orthogonal to a unit vector: rows of the reflection that takes it to an axis. */
function complement(unit: Float64Array): Matrix {
  const r = unit.length;
  const head = unit[0]! >= 0 ? 1 : -1;
  const v = unit.slice();
  v[0]! += head;
  const factor = 2 / dot(v, v);
  const basis = zeros(r - 1, r);
  for (let i = 1; i < r; i++) {
    const line = row(basis, i - 1);
    line[i] = 1;
    addScaled(line, -factor * v[i]!, v);
  }
  return basis;
}

/**
 * How far one may go from a facet of hyperplane g along its normal, either way: half of the way to the first other
 * hyperplane, given what all normals say of the facet's vector and of the normal.
 */
function stepOff(atFacet: Float64Array, alongNormal: Float64Array, g: number): number {
  let nearest = 2;
  for (let h = 0; h < atFacet.length; h++) {
    if (h !== g) nearest = Math.min(nearest, Math.abs(atFacet[h]! / alongNormal[h]!));
  }
  return nearest / 2;
}

/** Name of a pair of opposite cells: the sides of all hyperplanes for the one on the positive side of the first. */
function sidesOf(signed: (h: number) => number, count: number): { key: string; mirrored: boolean } {
  const mirrored = signed(0) < 0;
  const sides = Buffer.alloc(count);
  for (let h = 0; h < count; h++) sides[h] = signed(h) > 0 !== mirrored ? 1 : 0;
  return { key: sides.toString('latin1'), mirrored };
}

/** M v. */
function products(m: Matrix, vector: Float64Array): Float64Array {
  const values = new Float64Array(m.rows);
  for (let h = 0; h < m.rows; h++) {
    let sum = 0;
    for (let j = 0; j < m.cols; j++) sum += m.data[h * m.cols + j]! * vector[j]!;
    values[h] = sum;
  }
  return values;
}
