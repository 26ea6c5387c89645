export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most about `count` points that draw the same line: the run of points is cut into equal stretches, and of each the
 * lowest and the highest point are kept, in order, with the first and the last point of all.
 */
export function thin(points: readonly Point[], count: number): readonly Point[] {
  if (points.length <= count) return points;
  const stretches = Math.max(1, Math.floor(count / 2));
  const kept = new Set<number>([0, points.length - 1]);
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * points.length) / stretches);
    const to = Math.floor(((s + 1) * points.length) / stretches);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (points[i]!.y < points[low]!.y) low = i;
      if (points[i]!.y > points[high]!.y) high = i;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b).map((i) => points[i]!);
}
