/**
 * The best point of the line from `low` to `high` by a grid of 400 that is refined six times around its best point, with
 * the given points as well; the smallest in size where several are equally good.
 */
export function nearestOnLine(
  cost: (y: number) => number,
  low: number,
  high: number,
  others: readonly number[],
): number {
  let best = others[0]!;
  const consider = (y: number) => {
    const difference = cost(y) - cost(best);
    if (difference < 0 || (difference === 0 && Math.abs(y) < Math.abs(best))) best = y;
  };
  others.forEach(consider);
  const [least, most] = [Math.min(low, high), Math.max(low, high)];
  let [from, to] = [least, most];
  for (let round = 0; round < 6; round++) {
    const width = (to - from) / 400;
    let at = from;
    for (let i = 0; i <= 400; i++) {
      const y = from + i * width;
      if (cost(y) <= cost(at)) at = y;
    }
    consider(at);
    [from, to] = [Math.max(least, at - width), Math.min(most, at + width)];
  }
  return best;
}

/**
 * argmin over y of P(y) + Q(y) + ||y - x||^2 / 2 for convex P and Q by the operators of each alone.
 * Source: Bauschke, Combettes: A Dykstra-like algorithm for two monotone operators. Pacific J. Optim. 4 (2008).
 */
export function dykstra(
  x: Float64Array,
  first: (x: Float64Array) => Float64Array,
  second: (x: Float64Array) => Float64Array,
  rounds = 2000,
): Float64Array {
  let y = x;
  let p = new Float64Array(x.length);
  let q = new Float64Array(x.length);
  for (let k = 0; k < rounds; k++) {
    const before = y;
    const z = first(y.map((each, i) => each + p[i]!));
    p = p.map((each, i) => y[i]! + each - z[i]!);
    y = second(z.map((each, i) => each + q[i]!));
    q = q.map((each, i) => z[i]! + each - y[i]!);
    if (k > 0 && y.every((each, i) => each === before[i])) break;
  }
  return y;
}
