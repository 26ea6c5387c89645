import type { Problem } from '../core/problem.js';
import { isAdversarial } from '../core/problem.js';
import { chooseKernels } from './kernels/choose.js';
import { coneMargin, type Pattern } from './patterns/pattern.js';
import type { SolverThread } from './solvers/solver-thread.js';
import { stableDirection } from './stable-direction.js';
import { stableGame } from './stable-game.js';

/**
 * Tolerances tried until the solver returns a point: Clarabel gives none on about every third of these programs (300 rows,
 * 73 columns) at 1e-8, and any point is judged by its margin.
 */
const tolerances = [1e-8, 1e-5];
const maxIterations = 100;
/** Entries of the data above which patterns are decided by a game in place of a linear program each. */
const largestProgram = 1e6;

/** The patterns that go on, and how many were left out although nothing was proven of them. */
export interface Pruned {
  readonly patterns: readonly Pattern[];
  readonly undecided: number;
}

/**
 * Finds an interior direction for every pattern that has none yet or whose own is not stable. With a threat,
 * patterns without any are dropped: they force both their neurons to zero, so the optimum stays the same.
 * Without one they are kept (their cone may be a face of a cone that is not in the program). On many rows the few that
 * stay undecided are dropped too, and counted: no solver of that size can start from them.
 */
export async function withStableDirections(
  problem: Problem,
  patterns: readonly Pattern[],
  thread: SolverThread,
  report: (fraction: number) => void,
): Promise<Pruned> {
  const { x } = problem.train;
  const adversarial = isAdversarial(problem);
  const inside = (pattern: Pattern) =>
    pattern.direction && coneMargin(x, problem.radii, pattern, pattern.direction) > 0;
  if (adversarial && x.rows * x.cols > largestProgram) {
    const open = patterns.filter((pattern) => !inside(pattern));
    const findings = await stableGame(x, problem.radii, open, await chooseKernels(), (decided) =>
      report((patterns.length - open.length + decided) / patterns.length),
    );
    const found = new Map(open.map((pattern, i) => [pattern, findings[i]!]));
    const live = patterns.flatMap((pattern) => {
      const finding = found.get(pattern);
      if (finding === undefined) return [pattern];
      return typeof finding === 'string' ? [] : [{ ...pattern, direction: finding.direction }];
    });
    return { patterns: live, undecided: findings.filter((finding) => finding === 'open').length };
  }
  const kept: Pattern[] = [];
  for (const [i, pattern] of patterns.entries()) {
    report(i / patterns.length);
    if (inside(pattern)) {
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
  return { patterns: kept, undecided: 0 };
}
