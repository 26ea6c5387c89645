import { type Matrix, norm2, zeros } from '../../core/matrix.js';
import { activityGroups } from '../activity-groups.js';
import type { Candidate } from '../engine/candidate.js';
import { type Judged, judgingPatterns } from '../engine/certify-iterate.js';
import type { Goal } from '../engine/goal.js';
import { judge } from '../engine/judge.js';
import type { EngineReport } from '../engine/messages.js';
import type { BoundedProblem, DualBound } from '../formulations/stable-bound.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { lossBlocks } from '../losses/index.js';
import type { Neurons } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';
import { type SplitIterate, type SplitProgram, splitIterates } from './iterates.js';
import { lossProx } from './loss-prox.js';

/** Iterations after which a gap that is still open is reported as it is. */
const maxIterations = 20_000;

/**
 * Multiply-adds of x . u for all neurons above which a point is put back into its cells only where twice the iterations of
 * the last one are done, or where it is this near to the best bound, relative to its objective.
 */
const costlyProducts = 1e8;
const near = 0.1;

/** Neurons and multipliers to begin with, in the units of the problem. */
export interface SplittingStart {
  readonly neurons: Neurons;
  readonly nu: Float64Array;
  /** Of the cone rows (2P, n). */
  readonly mu: Matrix;
}

/** ADMM in float64 until its certified gap is closed. The last report says how it ended. */
export function* splittingReports(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  goal: Goal,
  kernels: DenseKernels,
  start?: SplittingStart,
): Generator<EngineReport<DualBound>, void> {
  const { program, report } = judgedSplitting(problem, patterns, goal, kernels, start);
  for (const iterate of splitIterates(program, kernels)) {
    const { next, closed } = report(iterate, iterate.iteration >= maxIterations);
    const ends = closed || iterate.iteration >= maxIterations;
    const native = `${closed ? 'gap closed' : 'iteration limit'} (${kernels.name})`;
    yield { ...next, ...(ends ? { ended: { native, closed } } : {}) };
    if (ends) return;
  }
  const native = `I + X'X or what couples the neurons is not positive definite up to rounding (${kernels.name})`;
  yield { iteration: 0, ended: { native, closed: false } };
}

/**
 * The program of a problem and what its iterates are worth, one after the other, in float64: each is put back into its
 * cells (the upper bound) unless that is costly and cannot be the end yet, its multipliers are clipped (the lower one).
 */
export function judgedSplitting(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  goal: Goal,
  kernels: DenseKernels,
  start?: SplittingStart,
): {
  readonly program: SplitProgram;
  /** `whole`: the iterate is put back whatever that costs. */
  report(
    iterate: SplitIterate,
    whole: boolean,
  ): { readonly next: EngineReport<DualBound>; readonly closed: boolean };
} {
  const groups = activityGroups(patterns, problem.train.x.rows);
  const judged: Judged = { problem, patterns, groups, loss: lossBlocks[problem.loss.name]!, kernels };
  const { program, candidateOf } = splitProgram(problem, patterns, groups.representative.length, start);
  const judging = judge(judgingPatterns(judged), goal);
  const costly = 2 * program.patterns * program.n * program.d > costlyProducts;
  let putBack = 0;
  return {
    program,
    report(iterate, whole) {
      const { iteration } = iterate;
      const candidate = candidateOf(iterate);
      const due = !costly || whole || iteration >= 2 * putBack || judging.promises(candidate, near);
      const { reached, bound, closed } = due ? judging.verdict(candidate) : judging.boundOnly(candidate);
      if (due) putBack = iteration;
      return {
        next: { iteration, ...(reached ? { reached } : {}), ...(bound ? { bound } : {}) },
        closed,
      };
    },
  };
}

/** The program with rows of typical length 1 and a loss of factor 1, and the way back: N(c u) = c N(u) for all norms. */
export function splitProgram(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  groups: number,
  start?: SplittingStart,
): { program: SplitProgram; candidateOf(iterate: SplitIterate): Candidate } {
  const { x, y } = problem.train;
  const { rows: n, cols: d } = x;
  const N = 2 * patterns.length;
  const length = norm2(x.data) / Math.sqrt(n) || 1;
  const scale = problem.lossScale;
  const active = new Float64Array(patterns.length * n);
  for (const [i, pattern] of patterns.entries()) active.set(pattern.active, i * n);
  return {
    program: {
      n,
      d,
      patterns: patterns.length,
      x: x.data.map((value) => value / length),
      active,
      y: y.data,
      weight: problem.weight / (scale * length),
      norm: problem.norm,
      prox: lossProx(problem.loss.name)!,
      ...(start && {
        start: {
          neurons: start.neurons.data.map((value) => value * length),
          nu: start.nu.map((value) => value / scale),
          mu: start.mu.data.map((value) => value / scale),
        },
      }),
    },
    candidateOf: ({ neurons, nu, mu }) => ({
      neurons: { rows: N, cols: d, data: neurons.map((value) => value / length) },
      multipliers: {
        loss: {
          nu: nu.map((value) => scale * value),
          alpha: nu.map((value) => scale * Math.abs(value)),
        },
        cone: { rows: N, cols: n, data: mu.map((value) => scale * value) },
        shift: zeros(groups, d),
      },
    }),
  };
}
