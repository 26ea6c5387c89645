import type { Problem } from '../core/problem.js';
import { stableFormulation } from './formulations/stable.js';
import type { LossBlock } from './losses/loss-block.js';
import type { Pattern } from './patterns/pattern.js';
import { type Attempt, boundedOnly, closedGap, type Solving, solveCertified } from './solve-certified.js';
import { solveStable } from './solve-stable.js';
import type { BackendChoice } from './solvers/choose-backend.js';
import { openSolverThread } from './solvers/solver-thread.js';
import { carriedOver, type WarmStart } from './warm-start.js';

/**
 * The stable program on fixed patterns by the first solver and, where that leaves the gap open, by the second one, if
 * there is one for programs like this. `known`: what is known of the program beforehand.
 */
export async function* stableSearch(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Solving,
  second: BackendChoice | undefined,
  signal: AbortSignal,
  known?: WarmStart,
): AsyncGenerator<Attempt> {
  let incumbent = boundedOnly(known?.incumbent);
  if (incumbent) yield carriedOver(incumbent, solving.started);
  for await (const attempt of solveStable(problem, patterns, loss, solving, incumbent)) {
    incumbent = attempt.incumbent;
    yield attempt;
  }
  const closed = incumbent && incumbent.gap <= closedGap(incumbent.upper, solving.tolerance);
  if (closed || !second) return;

  const formulation = stableFormulation(problem, patterns, loss);
  const thread = openSolverThread(second.solver, signal);
  try {
    for await (const attempt of solveCertified(formulation, { ...solving, thread }, incumbent)) {
      yield { ...attempt, backend: second };
    }
  } finally {
    await thread.close();
  }
}
