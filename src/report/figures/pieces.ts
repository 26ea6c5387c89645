import type { Point } from './thin.js';

const samples = 240;

/**
 * A function on an interval as the pieces between its jumps and around where it is not finite: neighbouring samples that
 * are far apart are looked at more closely until the jump between them has a place. Some piece where the function is
 * finite anywhere.
 */
export function piecesOf(f: (x: number) => number, from: number, to: number): Point[][] {
  const at = (x: number): Point => ({ x, y: f(x) });
  const points = Array.from({ length: samples + 1 }, (_, i) => at(from + ((to - from) * i) / samples));
  const heights = points.map(({ y }) => y).filter(Number.isFinite);
  const range = Math.max(...heights) - Math.min(...heights);
  const pieces: Point[][] = [[]];
  const add = (point: Point) => {
    if (Number.isFinite(point.y)) pieces.at(-1)!.push(point);
  };
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && far(before, point, range / 20)) {
      const [end, start] = closeUp(at, before, point);
      add(end);
      if (far(end, start, range / 1000)) pieces.push([]);
      add(start);
    }
    add(point);
  });
  return pieces.filter((piece) => piece.length > 0);
}

/** The two ends of the steepest place between two points. */
function closeUp(at: (x: number) => Point, low: Point, high: Point): [Point, Point] {
  let [end, start] = [low, high];
  for (let k = 0; k < 40; k++) {
    const middle = at((end.x + start.x) / 2);
    if (middle.x <= end.x || middle.x >= start.x) break;
    if (difference(end, middle) >= difference(middle, start)) start = middle;
    else end = middle;
  }
  return [end, start];
}

function far(one: Point, other: Point, limit: number): boolean {
  return difference(one, other) > limit;
}

/** Infinity where one of the two is not finite, 0 where neither is. */
function difference(one: Point, other: Point): number {
  const [a, b] = [Number.isFinite(one.y), Number.isFinite(other.y)];
  if (a !== b) return Number.POSITIVE_INFINITY;
  return a ? Math.abs(one.y - other.y) : 0;
}
