/** {x: |x_j - center_j| <= radii_j}. */
export interface Box {
  readonly center: Float64Array;
  readonly radii: Float64Array;
}

/** Checks shapes and radii. Throws a RangeError. */
export function boxAround(center: Float64Array, radii: Float64Array): Box {
  if (radii.length !== center.length) {
    throw new RangeError(`expected ${center.length} radii, one per column, not ${radii.length}`);
  }
  if (!radii.every((radius) => radius >= 0 && Number.isFinite(radius))) {
    throw new RangeError('expected radii that are finite and not negative');
  }
  if (!center.every(Number.isFinite)) throw new RangeError('expected a finite row');
  return { center, radii };
}

/**
 * A box that holds the given one and every float64 point that counts as inside it: center +- radius is rounded, so such
 * a point may lie a rounding outside of the true box. Columns with radius 0 stay fixed.
 */
export function roundedBox({ center, radii }: Box): Box {
  return {
    center,
    radii: radii.map((r, j) => (r === 0 ? 0 : r + 2 * Number.EPSILON * (Math.abs(center[j]!) + r))),
  };
}

/** The nearest point of the box. Shape (d,). */
export function clipped({ center, radii }: Box, point: Float64Array): Float64Array {
  return point.map((value, j) => Math.min(center[j]! + radii[j]!, Math.max(center[j]! - radii[j]!, value)));
}
