/** A function f >= 0 of one number, with its derivative where it has one. */
export interface Curve {
  value(x: number): number;
  slope(x: number): number;
}

/**
 * argmin over p of step f(p) + (p - x)^2 / 2 by a search of its whole range: a minimiser costs no more than x or 0, so it
 * is no further from x than r = sqrt(2 min(step f(x), step f(0) + x^2 / 2)). The range is looked at on a grid that is
 * fine around 0 and around x; between two of its points where the derivative changes from falling to rising, the local
 * minimiser is found by bisection. 0 is preferred where it costs as little. Minima between neighbours of the grid can be
 * missed: that is what the checks at registration look for.
 */
export function numericProx(curve: Curve, x: number, step: number): number {
  const cost = (p: number) => step * curve.value(p) + (p - x) ** 2 / 2;
  const rise = (p: number) => step * curve.slope(p) + (p - x);
  const atZero = cost(0);
  const atX = cost(x);
  const reach = Math.sqrt(2 * Math.min(atZero, atX));
  // Not a number, or already the best there can be.
  if (!(reach > 0)) return atZero === 0 ? 0 : x;

  let best = x;
  let least = atX;
  const consider = (p: number) => {
    const here = cost(p);
    if (here < least) [best, least] = [p, here];
  };
  const grid = gridOf(x, reach);
  let [before, falls] = [grid[0]!, rise(grid[0]!) < 0];
  consider(before);
  for (let i = 1; i < grid.length; i++) {
    const p = grid[i]!;
    const up = rise(p);
    consider(p);
    if (falls && !(up < 0)) consider(turningPoint(rise, before, p));
    [before, falls] = [p, up < 0];
  }
  // As little as rounding lets one tell.
  return atZero <= least + Number.EPSILON * (4 * least + step) ? 0 : best;
}

const linearPoints = 48;
const finePoints = 24;

/** Points of [x - reach, x + reach] in order: evenly spaced, and ever closer towards 0 and x. */
function gridOf(x: number, reach: number): Float64Array {
  const points: number[] = [x];
  for (let i = 0; i <= linearPoints; i++) points.push(x - reach + (2 * reach * i) / linearPoints);
  for (let i = 0; i < finePoints; i++) {
    const distance = reach * 2 ** (-1.3 * i);
    points.push(x - distance / 2, x + distance / 2, -distance, distance);
  }
  return Float64Array.from(points.filter((p) => Math.abs(p - x) <= reach)).sort();
}

/** Where `rise` changes its sign between low (below 0) and high, to the last digit, or the nearer end of a jump to 0. */
function turningPoint(rise: (p: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  let [below, above] = [rise(from), rise(to)];
  for (let k = 0; k < 200; k++) {
    // Two steps of the secant for each bisection: fast where it is smooth, and never slow.
    const secant = from - (below * (to - from)) / (above - below);
    const middle = k % 3 < 2 && secant > from && secant < to ? secant : from + (to - from) / 2;
    if (!(middle > from && middle < to)) break;
    const here = rise(middle);
    if (here === 0) return middle;
    if (here < 0) [from, below] = [middle, here];
    else [to, above] = [middle, here];
  }
  return Math.abs(from) < Math.abs(to) ? from : to;
}

const tableFrom = 4096;
const tableCells = 1024;

/**
 * The operator of {@link numericProx} at every entry. It never falls as x grows, so for many entries it is computed at
 * evenly spaced nodes first: between two nodes with one value it is that value, between nodes where it rises smoothly it
 * is the one place between their values where the derivative vanishes, and where it jumps it is searched anew.
 */
export function numericProxes(curve: Curve, x: Float64Array, step: number): Float64Array {
  if (x.length < tableFrom || !x.every(Number.isFinite))
    return x.map((each) => numericProx(curve, each, step));
  const low = x.reduce((least, each) => Math.min(least, each));
  const high = x.reduce((most, each) => Math.max(most, each));
  const width = (high - low) / tableCells;
  if (width === 0) return new Float64Array(x.length).fill(numericProx(curve, low, step));
  const nodes = Float64Array.from({ length: tableCells + 1 }, (_, k) =>
    numericProx(curve, low + k * width, step),
  );
  return x.map((each) => {
    const k = Math.min(tableCells - 1, Math.floor((each - low) / width));
    const [from, to] = [nodes[k]!, nodes[k + 1]!];
    if (from === to) return from;
    const smooth = to > from && to - from <= 8 * width && from * to > 0;
    return (smooth ? between(curve, each, step, from, to) : undefined) ?? numericProx(curve, each, step);
  });
}

/** The root of the derivative between two values of the operator; undefined where it does not change its sign there. */
function between(curve: Curve, x: number, step: number, from: number, to: number): number | undefined {
  const rise = (p: number) => step * curve.slope(p) + (p - x);
  const [below, above] = [rise(from), rise(to)];
  if (!(below <= 0 && above >= 0)) return undefined;
  if (below === 0) return from;
  return above === 0 ? to : turningPoint(rise, from, to);
}
