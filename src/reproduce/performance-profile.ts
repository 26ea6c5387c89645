import type { Point } from '../report/figures/thin.js';

/** Below this, measures count as equal: relative differences of two tiny numbers say nothing. */
const floor = 1e-12;

/**
 * Ratios m_ps / min_s m_ps of the measures of solvers s on problems p (rows), Infinity where a solver failed (a
 * measure that is not a finite number). Dolan, More: Benchmarking optimization software with performance profiles.
 * Math. Program. 91 (2002), section 2.
 */
export function performanceRatios(measures: readonly (readonly number[])[]): number[][] {
  return measures.map((row) => {
    const floored = row.map((each) =>
      Number.isFinite(each) ? Math.max(each, floor) : Number.POSITIVE_INFINITY,
    );
    const least = Math.min(...floored);
    return floored.map((each) => (Number.isFinite(each) ? each / least : Number.POSITIVE_INFINITY));
  });
}

/** Of every solver, the share of the problems whose ratio is at most t. */
export function profileAt(ratios: readonly (readonly number[])[], t: number): number[] {
  return ratios[0]!.map((_, s) => ratios.filter((row) => row[s]! <= t).length / ratios.length);
}

/** The profile of one solver over 1 <= t <= `most` as the corners of a step function. */
export function profileCurve(
  ratios: readonly (readonly number[])[],
  solver: number,
  most: number,
): readonly Point[] {
  const reached = ratios.map((row) => row[solver]!).sort((a, b) => a - b);
  const shareAt = (t: number) => reached.filter((ratio) => ratio <= t).length / reached.length;
  const corners: Point[] = [{ x: 1, y: shareAt(1) }];
  for (const t of new Set(reached.filter((ratio) => ratio > 1 && ratio <= most))) {
    corners.push({ x: t, y: corners.at(-1)!.y }, { x: t, y: shareAt(t) });
  }
  return [...corners, { x: most, y: corners.at(-1)!.y }];
}
