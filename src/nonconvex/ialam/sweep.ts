import type { Algebra } from './algebra.js';
import { type Augmentation, auxiliaryStep } from './auxiliary-step.js';
import { type DescentRecord, recordDescent, type SweepPath } from './descent.js';
import { affine, jointNorm, residuals } from './objective.js';
import { nextPenalty, type Penalty, type PenaltyRule } from './penalty.js';
import { inputOf, type Point, type Splitting, type Weights } from './splitting.js';
import { weightPenaltyOf } from './weight-penalty.js';
import { type Moments, momentsOf, type WeightAccuracy, weightStep } from './weight-step.js';

export interface IalamSettings {
  readonly rule: PenaltyRule;
  /** Sweeps over both blocks per iteration. */
  readonly inner: number;
  readonly tau1: number;
  readonly weights: WeightAccuracy;
}

/** Everything that the next sweeps depend on. */
export type IalamState<M> = Point<M> & {
  readonly multipliers: M[];
  readonly penalty: Penalty;
  /** Sweeps done. */
  readonly sweeps: number;
  readonly descent: DescentRecord;
};

/** The step in the weights: one group lasso (or its like) for each layer, with the target U_l + Xi_l / rho. */
export function weightSteps<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  { multipliers, rho }: Pick<Augmentation<M>, 'multipliers' | 'rho'>,
  accuracy: WeightAccuracy,
  ofRows: Moments<M>,
): Weights<M> {
  const layers = point.w.map((start, l) =>
    algebra.scope(() => {
      const v = inputOf(problem, point, l);
      const input = { v, moments: l === 0 ? ofRows : momentsOf(algebra, v) };
      const target = algebra.combine(1, point.u[l]!, 1 / rho, multipliers[l]!);
      const penalty = weightPenaltyOf(algebra, problem, l);
      return weightStep(algebra, input, target, start, penalty, rho, accuracy);
    }),
  );
  return { w: layers.map(({ w }) => w), b: layers.map(({ b }) => b) };
}

/** One sweep of alternating minimisation, weights first. */
export function sweep<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  start: Point<M>,
  augmentation: Augmentation<M>,
  accuracy: WeightAccuracy,
  ofRows: Moments<M>,
): SweepPath<M> {
  const weights = weightSteps(algebra, problem, start, augmentation, accuracy, ofRows);
  const between = { ...start, ...weights };
  const first = affine(algebra, between, 0, problem.x);
  const end = { ...between, ...auxiliaryStep(algebra, problem, between, augmentation, first) };
  return { start, between, end, first };
}

/** The promises of the theory are checked in the first of so many sweeps: a check costs about half a sweep. */
const sweepsPerCheck = 10;

/**
 * One sweep of the inexact augmented Lagrangian method. After the last of the `inner` sweeps of an iteration the
 * multipliers follow, Xi_l <- Xi_l + rho R_l with the penalty of these sweeps, and then the rule for the next penalty.
 * Source: Liu, Liu, Chen, Algorithms 1 and 2.
 */
export function nextState<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  { multipliers, penalty, sweeps, descent, ...start }: IalamState<M>,
  { rule, inner, tau1, weights }: IalamSettings,
  ofRows: Moments<M>,
): IalamState<M> {
  const { rho } = penalty;
  return algebra.scope(() => {
    const augmentation = { multipliers, rho, tau1 };
    const path = sweep(algebra, problem, start, augmentation, weights, ofRows);
    const { end, first } = path;
    const counted = {
      sweeps: sweeps + 1,
      descent:
        sweeps % sweepsPerCheck === 0
          ? recordDescent(algebra, problem, descent, path, augmentation)
          : descent,
    };
    if (counted.sweeps % inner !== 0) return { ...end, multipliers, penalty, ...counted };
    const violations = residuals(algebra, problem, end, first);
    const raised = multipliers.map((each, l) => algebra.combine(1, each, rho, violations[l]!));
    const next = nextPenalty(penalty, jointNorm(algebra, violations), jointNorm(algebra, raised), rule);
    return { ...end, multipliers: raised, penalty: next, ...counted };
  });
}
