/** A point of a drawing, in pixels. */
export type Point = readonly [number, number];

/** Pixels that a dropped point may lie off the line between its neighbours. */
const tolerance = 0.03;

/**
 * A ring without the points that lie on the straight line from the last kept point to the next one. The level lines of
 * a ReLU network are straight between kinks, but marching squares gives a point on every line of its grid.
 */
export function straightened(ring: readonly Point[]): Point[] {
  const kept: Point[] = [];
  ring.forEach((point, i) => {
    const from = kept.at(-1);
    const to = ring[i + 1];
    if (!from || !to || distance(point, from, to) > tolerance) kept.push(point);
  });
  return kept;
}

/** Distance of a point from the line through two others, or from the first where the two coincide. */
function distance([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - fromX, y - fromY);
  return Math.abs((x - fromX) * dy - (y - fromY) * dx) / length;
}
