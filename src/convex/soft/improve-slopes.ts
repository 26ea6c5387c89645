import type { Problem } from '../../core/problem.js';
import type { Bound } from '../formulations/formulation.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Attempt, BoundedIncumbent, Incumbent, Solving } from '../solve-certified.js';
import type { Descent, SoftPoint } from './descend.js';
import type { SoftEngine } from './engine.js';
import type { Slopes } from './slopes.js';
import { solveSoft } from './solve-soft.js';

const majoriseMinimise: Descent = { iterations: 4000, refreshEvery: 25, learningRate: 0.05 };
/** Rounds of exact majorise-minimise at the end, and the relative gain below which they stop. */
const exactRounds = 4;
const leastGain = 1e-3;

/**
 * Majorise-minimise from a point: neurons descend while their slopes follow; then, where the program is small enough for
 * a solver, it is solved exactly for the slopes reached, and again for those that suit its solution better, while
 * that gains something. `floor` is what has to be beaten; without one the start itself is, so that no attempt's
 * incumbent is ever above the start. Every incumbent is a certified upper bound on the worst case of its network.
 */
export async function* improveSlopes(
  problem: Problem,
  loss: LossBlock,
  engine: SoftEngine,
  start: SoftPoint,
  floor: Incumbent | undefined,
  solving: Solving,
  signal: AbortSignal,
): AsyncGenerator<Attempt> {
  let incumbent = floor && floor.upper <= start.objective ? floor : incumbentAt(start);
  let { slopes } = start;
  for await (const attempt of descent(engine, start, majoriseMinimise, solving, signal, incumbent)) {
    slopes = attempt.slopes ?? slopes;
    incumbent = attempt.incumbent;
    yield attempt;
  }
  for (let round = 1; round <= exactRounds; round++) {
    const before: Incumbent = incumbent;
    let solved: BoundedIncumbent | undefined;
    for await (const attempt of solveSoft(problem, slopes, loss, solving) ?? []) {
      if (!attempt.incumbent) continue;
      solved = attempt.incumbent;
      if (solved.upper <= before.upper) incumbent = solved;
      // The bound is on the program of these slopes, which in the first round are the descent's own.
      else if (!before.bound) incumbent = withBound(before, solved.bound);
      const { upper, bound } = incumbent;
      const history = { ...attempt.history, objective: upper, upper, lower: bound!.value };
      yield { ...attempt, incumbent, history, ...(incumbent === solved ? { slopes } : {}) };
    }
    if (
      !solved ||
      incumbent !== solved ||
      (round > 1 && before.upper - solved.upper < leastGain * before.upper)
    )
      return;
    slopes = await engine.refresh(solved.neurons, slopes);
  }
}

/** A descent as attempts; `floor` is the incumbent it has to beat. */
export async function* descent(
  engine: SoftEngine,
  start: SoftPoint,
  settings: Descent,
  { started }: Solving,
  signal: AbortSignal,
  floor?: Incumbent,
): AsyncGenerator<Attempt & { readonly incumbent: Incumbent; readonly slopes?: Slopes }> {
  for await (const { iteration, best } of engine.descend(start, settings, signal)) {
    const beaten = floor === undefined || best.objective < floor.upper;
    const incumbent = beaten ? incumbentAt(best) : floor;
    yield {
      solution: { status: 'inaccurate', native: `descent (${engine.name})`, iterations: iteration },
      incumbent,
      ...(beaten ? { slopes: best.slopes } : {}),
      history: {
        iteration,
        seconds: (performance.now() - started) / 1000,
        objective: incumbent.upper,
        upper: incumbent.upper,
      },
    };
  }
}

function withBound(incumbent: Incumbent, bound: Bound): BoundedIncumbent {
  return { ...incumbent, bound, gap: Math.max(0, incumbent.upper - bound.value) };
}

function incumbentAt({ neurons, objective }: SoftPoint): Incumbent {
  return { neurons, upper: objective, gap: Number.POSITIVE_INFINITY, coneViolation: 0, unrepaired: 0 };
}
