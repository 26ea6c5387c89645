import type { Problem } from '../../core/problem.js';
import type { Random } from '../../core/random.js';
import type { LossBlock } from '../losses/loss-block.js';
import { type Pattern, patternText } from '../patterns/pattern.js';
import { withStableDirections } from '../prune.js';
import {
  type Attempt,
  type BoundedIncumbent,
  boundedOnly,
  type CertifiedAttempt,
  closedGap,
  type Incumbent,
  type Solving,
} from '../solve-certified.js';
import { solveStable } from '../solve-stable.js';
import type { SolverThread } from '../solvers/solver-thread.js';
import { carriedOver, type WarmStart } from '../warm-start.js';
import { priceByAscents } from './ascents.js';
import { type GlobalBound, globalBound } from './global-bound.js';
import type { PricedPattern, Prover } from './prover.js';
import { withoutIdle } from './without-idle.js';

/** Patterns added in a round: this share of those in the program, and at least so many. */
const growth = 1 / 4;
const leastGrowth = 16;
const maxRounds = 500;
/** Shares of the gap to be closed that may be left to C* - 1 and to the program's own gap. */
const thresholdShare = 1 / 4;
/** Maxima this close to each other are one maximum on the wall between two cells: one of them will do for now. */
const samePeak = 1e-4;

/** What is searched, and how far. */
export interface Search {
  /** Patterns of the first program. */
  readonly start: readonly Pattern[];
  /** Gap between objective and global bound that ends the search, relative to the objective. */
  readonly gap: number;
  readonly prover: Prover;
  readonly random: Random;
  /** What is known beforehand: a point and a bound of the first program, and a bound over all patterns. */
  readonly known?: WarmStart;
}

/** Where a search stands after a solve or a proof. */
export interface SearchState extends Attempt {
  readonly round: number;
  readonly patterns: readonly Pattern[];
  /** The best global bound so far. */
  readonly global: GlobalBound | undefined;
  /** Gap between objective and global bound that counts as closed: as asked for, or as any program is solved to. */
  readonly goal: number;
}

/**
 * Column generation for standard training: solves the program on few patterns, and with its multipliers nu looks for
 * cells where |nu . (X u)_+| > beta ||u||, for these violate the dual of the program over all patterns. Local ascents
 * come first; when they find nothing new the prover bounds all cells, which gives a global lower bound, and patterns
 * that it comes across are added. Ends when the gap asked for is reached, or when nothing is left to add and the
 * program cannot be solved more exactly; then patterns that carry no weight are left out.
 */
export async function* generateColumns(
  problem: Problem,
  loss: LossBlock,
  search: Search,
  solving: Solving,
): AsyncGenerator<SearchState> {
  let end: SearchState | undefined;
  for await (const state of addColumns(problem, loss, search, solving)) {
    end = state;
    yield state;
  }
  if (!end) return;
  const fewer = await withoutIdle(problem, loss, end, solving);
  if (!fewer) return;
  const { patterns, attempt } = fewer;
  yield stateAfter(attempt, attempt.incumbent, end.global, { round: end.round, patterns, search, solving });
}

async function* addColumns(
  problem: Problem,
  loss: LossBlock,
  search: Search,
  solving: Solving,
): AsyncGenerator<SearchState> {
  const { x } = problem.train;
  let patterns = search.start;
  let tolerance = solving.tolerance;
  let incumbent = boundedOnly(search.known?.incumbent);
  let global = search.known?.global;
  if (incumbent) {
    const carried = carriedOver(incumbent, solving.started);
    yield stateAfter(carried, incumbent, global, { round: 0, patterns, search, solving });
    if (global && incumbent.upper - global.value <= search.gap * incumbent.upper) return;
  }

  for (let round = 1; round <= maxRounds; round++) {
    let attempt: CertifiedAttempt | undefined;
    for await (const next of solveStable(problem, patterns, loss, { ...solving, tolerance })) attempt = next;
    if (attempt?.incumbent) incumbent = withBetterPoint(incumbent, attempt.incumbent);
    const solved = stateAfter(attempt!, incumbent, global, { round, patterns, search, solving });
    yield solved;
    if (!attempt?.incumbent || !incumbent) return;

    const goal = search.gap * incumbent.upper;
    const threshold = problem.weight * (1 + thresholdShare * search.gap);
    const multipliers = incumbent.bound.loss;
    const found = priceByAscents(x, multipliers.nu, threshold, patterns, search.random);
    let added = newPatterns(found, patterns);
    if (added.length === 0) {
      const proof = await search.prover(multipliers.nu, threshold);
      const bound = globalBound(problem, loss, multipliers, proof);
      if (!global || bound.value > global.value) global = bound;
      yield stateAfter(attempt, incumbent, global, { round, patterns, search, solving });
      if (incumbent.upper - global.value <= goal) return;
      added = newPatterns(proof.found, patterns);
    }
    if (added.length === 0) {
      const sharper = (thresholdShare * goal) / (1 + incumbent.upper);
      if (sharper >= tolerance || incumbent.gap <= closedGap(incumbent.upper, sharper)) return;
      tolerance = sharper;
    }
    patterns = [...patterns, ...(await withDeepDirections(problem, added, solving.thread))];
  }
}

function stateAfter(
  attempt: Attempt,
  incumbent: Incumbent | undefined,
  global: GlobalBound | undefined,
  run: {
    readonly round: number;
    readonly patterns: readonly Pattern[];
    readonly search: Search;
    readonly solving: Solving;
  },
): SearchState {
  const { round, patterns, search, solving } = run;
  const upper = incumbent?.upper ?? Number.POSITIVE_INFINITY;
  return {
    ...attempt,
    incumbent,
    round,
    patterns,
    global,
    goal: Math.max(search.gap * upper, closedGap(upper, solving.tolerance)),
    history: {
      iteration: round,
      seconds: (performance.now() - solving.started) / 1000,
      ...(incumbent ? { objective: upper, upper } : {}),
      ...(global ? { lower: global.value } : {}),
    },
  };
}

/** The new program's bound with the better of the two points: the old one is feasible in the new program too. */
function withBetterPoint(old: BoundedIncumbent | undefined, next: BoundedIncumbent): BoundedIncumbent {
  if (!old || next.upper <= old.upper) return next;
  return { ...old, bound: next.bound, gap: Math.max(0, old.upper - next.bound.value) };
}

/** The cells furthest above the threshold that are not known yet, one for each maximum. */
function newPatterns(found: readonly PricedPattern[], known: readonly Pattern[]): Pattern[] {
  const keys = new Set(known.map((pattern) => patternText(pattern.active)));
  const most = Math.max(leastGrowth, Math.floor(growth * known.length));
  const chosen: PricedPattern[] = [];
  for (const priced of [...found].sort((a, b) => b.value - a.value)) {
    if (chosen.length === most) break;
    const key = patternText(priced.pattern.active);
    if (keys.has(key) || chosen.some((other) => closeTo(other.peak, priced.peak))) continue;
    keys.add(key);
    chosen.push(priced);
  }
  return chosen.map((priced) => priced.pattern);
}

function closeTo(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, j) => Math.abs(value - b[j]!) < samePeak);
}

/**
 * The patterns with directions deep inside their cells, where such are found: pricing comes upon cells near their
 * walls, and repairs along a direction near a wall are long.
 */
async function withDeepDirections(
  problem: Problem,
  patterns: readonly Pattern[],
  thread: SolverThread,
): Promise<Pattern[]> {
  const bare = patterns.map(({ active }) => ({ active }));
  const { patterns: deep } = await withStableDirections(problem, bare, thread, () => {});
  return patterns.map((pattern, i) => (deep[i]!.direction ? deep[i]! : pattern));
}
