import type { Problem } from '../core/problem.js';
import { isAdversarial } from '../core/problem.js';
import { coneMargin, type Pattern } from './patterns/pattern.js';
import type { SolverThread } from './solvers/solver-thread.js';
import { stableDirection } from './stable-direction.js';

/**
 * Tolerances tried until the solver returns a point: Clarabel gives none on about every third of these programs (300 rows,
 * 73 columns) at 1e-8, and any point is judged by its margin.
 */
const tolerances = [1e-8, 1e-5];
const maxIterations = 100;

/**
 * Finds an interior direction for every pattern that has none yet or whose own is not stable. With a threat,
 * patterns without any are dropped: they force both their neurons to zero, so the optimum stays the same.
 * Without one they are kept (their cone may be a face of a cone that is not in the program).
 */
export async function withStableDirections(
  problem: Problem,
  patterns: readonly Pattern[],
  thread: SolverThread,
  report: (fraction: number) => void,
): Promise<readonly Pattern[]> {
  const { x } = problem.train;
  const adversarial = isAdversarial(problem);
  const kept: Pattern[] = [];
  for (const [i, pattern] of patterns.entries()) {
    report(i / patterns.length);
    if (pattern.direction && coneMargin(x, problem.radii, pattern, pattern.direction) > 0) {
      kept.push(pattern);
      continue;
    }
    const { program, recover } = stableDirection(x, problem.radii, pattern);
    let point: Float64Array | undefined;
    for (const tolerance of tolerances) {
      if (point) break;
      point = (await thread.solve(program, { tolerance, maxIterations })).x;
    }
    const stable = point && recover(point);
    if (stable) kept.push(stable);
    // Without a point nothing is known about the pattern: keep it rather than lose it in silence.
    else if (!adversarial || !point) kept.push(pattern);
  }
  return kept;
}
