/** step * P(y) + ||y - x||^2 / 2, what a proximal operator minimises. */
export function proximalCost(
  value: (y: Float64Array) => number,
  x: Float64Array,
  step: number,
  y: Float64Array,
): number {
  const distance = y.reduce((sum, each, i) => sum + (each - x[i]!) ** 2, 0);
  return step * value(y) + distance / 2;
}

/**
 * The least cost over one entry y between 0 and x (where the minimisers of even penalties that grow with |y| lie): a
 * grid, refined around its best points, with 0 and x themselves.
 */
export function naiveEntryCost(value: (y: Float64Array) => number, x: number, step: number): number {
  const cost = (y: number) => proximalCost(value, Float64Array.of(x), step, Float64Array.of(y));
  let [low, high] = [0, x];
  let best = Math.min(cost(0), cost(x));
  for (let round = 0; round < 6; round++) {
    const width = (high - low) / 400;
    let at = low;
    for (let i = 0; i <= 400; i++) {
      const y = low + i * width;
      if (cost(y) <= cost(at)) at = y;
    }
    best = Math.min(best, cost(at));
    [low, high] = [at - width, at + width];
  }
  return best;
}
