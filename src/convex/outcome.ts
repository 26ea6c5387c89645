import type { ConvexOptions } from '../core/generated/documents.js';
import { isAdversarial, type Problem } from '../core/problem.js';
import { networkOfRelu } from '../core/relu-network.js';
import type { StopReason } from '../core/stop.js';
import type { TrainOutcome } from '../plugins/trainer.js';
import type { LinearBaseline } from './linear-baseline.js';
import { fewestNeurons } from './merge-neurons.js';
import { type Neurons, networkOf, neuronLengths } from './neurons.js';
import type { Pattern, PatternSet } from './patterns/pattern.js';
import { confidenceLevel } from './patterns/sample-bound.js';
import type { SearchState } from './pricing/generate-columns.js';
import type { GlobalBound } from './pricing/global-bound.js';
import { reportedBound, searchVerdict } from './pricing/outcome.js';
import { pricedProgram, pricingDetails } from './soft/outcome.js';
import { type Attempt, closedGap, type Incumbent } from './solve-certified.js';
import type { ChosenBackend } from './solvers/choose-backend.js';

/** All that a convex run found. */
export interface ConvexRun {
  readonly mode: 'stable' | 'soft' | 'soft-mm';
  readonly found: PatternSet;
  /** Patterns the program was left with. */
  readonly patterns: readonly Pattern[];
  /** Patterns left out of which it is not known whether they admit stable neurons. */
  readonly undecided: number;
  readonly attempts: readonly (Attempt | SearchState)[];
  /** The best bound over all patterns, where one was looked for. */
  readonly global: GlobalBound | undefined;
  /** The patterns the options asked for. */
  readonly wanted: ConvexOptions['patterns'];
  readonly tolerance: number;
  readonly backend: ChosenBackend;
  readonly version: string | undefined;
  readonly baseline: LinearBaseline | undefined;
  /** On a path: the weight whose patterns, neurons and multipliers it started from. */
  readonly startedFrom: number | undefined;
  /** Why it ended early, if it did. */
  readonly stopped: StopReason | undefined;
  readonly patternSeconds: number;
  readonly seconds: number;
}

/** A convex run as every trainer reports its outcome. */
export function convexOutcome(problem: Problem, run: ConvexRun): TrainOutcome {
  const { found, patterns, attempts, version } = run;
  const last = attempts.at(-1);
  const incumbent = last?.incumbent;
  const backend = last?.backend ?? run.backend;
  const network = incumbent && networkOf(smallest(problem, run, incumbent), problem.norm);
  const program = attempts.findLast((attempt) => attempt.rows !== undefined);
  const searched = last && 'round' in last ? last : undefined;
  const { status, message } = run.stopped ?? (searched && searchVerdict(searched)) ?? verdict(last, run);
  return {
    status,
    reason: found.note ? `${message}; ${found.note}` : message,
    ...(network ? { network: networkOfRelu(network) } : {}),
    ...(incumbent?.bound ? reportedBound(incumbent.bound, programWords(run), run.global) : {}),
    backend: backend.solver.name,
    ...(version && backend === run.backend ? { version } : {}),
    ...(last ? { native: last.solution.native, iterations: last.solution.iterations } : {}),
    details: {
      ...(isAdversarial(problem) ? { robust: run.mode } : {}),
      ...(found.draws === undefined ? {} : { draws: found.draws }),
      ...improvementBound(problem, run),
      distinctPatterns: found.patterns.length,
      patternsUsed: patterns.length,
      ...pricingDetails(attempts),
      ...(run.mode === 'stable' && isAdversarial(problem)
        ? { patternsPruned: found.patterns.length - patterns.length - run.undecided }
        : {}),
      ...(run.undecided > 0 ? { patternsUndecided: run.undecided } : {}),
      backendChoice: backend.why,
      ...(searched
        ? { rounds: searched.round, patternsTried: mostPatterns(attempts) }
        : { attempts: attempts.filter(({ carried, unfinished }) => !carried && !unfinished).length }),
      ...(run.startedFrom === undefined ? {} : { startedFromWeight: run.startedFrom }),
      ...(run.global && incumbent?.bound
        ? { globalLower: run.global.value, programLower: incumbent.bound.value }
        : {}),
      ...(program ? { rows: program.rows, nonzeros: program.nonzeros } : {}),
      ...(incumbent ? programDetails(run, incumbent) : {}),
      ...(incumbent && network
        ? {
            neuronsSolver: neuronLengths(incumbent.neurons).filter((length) => length > 0).length,
            neuronsFewest: network.hidden.rows,
          }
        : {}),
      ...(run.baseline ? { robustLinear: run.baseline } : {}),
    },
    history: attempts.map((attempt) => attempt.history),
    timing: { patterns: run.patternSeconds, solve: run.seconds - run.patternSeconds },
  };
}

/** Patterns of the largest program of a search: it may end with fewer, those that carry weight. */
function mostPatterns(attempts: ConvexRun['attempts']): number {
  return Math.max(...attempts.map((attempt) => ('round' in attempt ? attempt.patterns.length : 0)));
}

/** Neurons in stable cones can be merged without a change of the objective; soft ones cannot. */
function smallest(problem: Problem, { mode, patterns }: ConvexRun, { neurons }: Incumbent): Neurons {
  return mode === 'stable' ? fewestNeurons(problem, patterns, neurons) : neurons;
}

function programDetails({ mode }: ConvexRun, { upper, bound, coneViolation, unrepaired }: Incumbent) {
  return mode === 'stable'
    ? { coneViolation, unrepaired }
    : { programUpper: upper, ...(bound ? { programLower: bound.value } : {}) };
}

/** The program that a bound is about. */
function programWords({ mode, patterns, attempts }: ConvexRun): string {
  if (mode === 'soft-mm') return 'the soft program with its last slopes';
  const priced = pricedProgram(attempts);
  if (priced) return priced;
  const program = mode === 'stable' ? 'the program' : 'the soft program';
  return `${program} on ${patterns.length} patterns`;
}

/** The psi xi of Theorem 2, which is about a fixed number of independent draws for standard training. */
function improvementBound(problem: Problem, { wanted, found: { draws } }: ConvexRun) {
  if (isAdversarial(problem) || wanted?.method !== 'sampled' || !wanted.draws || !draws) return {};
  return { improvementBound: Math.min(1, confidenceLevel(problem.train.x.rows, draws)) };
}

function verdict(last: Attempt | undefined, { tolerance, mode }: ConvexRun): StopReason {
  const incumbent = last?.incumbent;
  if (!incumbent) {
    const native = last?.solution.native ?? 'nothing';
    return { status: 'failed', message: `the conic solver returned no point (its status: ${native})` };
  }
  if (!incumbent.bound) {
    const message = `descent ended after its planned ${last.solution.iterations} steps, with a certified worst case but no lower bound`;
    return { status: 'inaccurate', message };
  }
  if (!Number.isFinite(incumbent.gap)) {
    return { status: 'inaccurate', message: 'the multipliers the solver returned prove no lower bound' };
  }
  const closed = closedGap(incumbent.upper, tolerance);
  const of = mode === 'soft-mm' ? ' of the program with the last slopes' : '';
  const gap = `certified gap${of} ${incumbent.gap.toExponential(1)}`;
  return incumbent.gap <= closed
    ? { status: 'solved', message: `${gap} <= ${closed.toExponential(1)}` }
    : { status: 'inaccurate', message: `${gap} is still above ${closed.toExponential(1)}` };
}
