/** Differences of a function to both sides of a point, entry by entry, over twice the step. */
export function centralDifferences(value: (w: Float64Array) => number, w: Float64Array, step = 1e-6) {
  return w.map((_, j) => {
    const moved = (by: number) => value(w.map((each, i) => (i === j ? each + by : each)));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}
