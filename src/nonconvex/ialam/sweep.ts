import type { Algebra } from './algebra.js';
import { type Augmentation, auxiliaryStep } from './auxiliary-step.js';
import { affine, jointNorm, residuals } from './objective.js';
import { nextPenalty, type Penalty, type PenaltyRule } from './penalty.js';
import { inputOf, type Point, type Splitting, type Weights } from './splitting.js';
import { weightPenaltyOf } from './weight-penalty.js';
import { type CentredInput, centre, type WeightAccuracy, weightStep } from './weight-step.js';

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
};

/** What never changes about the rows: the Gram matrix of the centred inputs and its trace. */
export type RowGram<M> = Pick<CentredInput<M>, 'gram' | 'trace'>;

export function rowGram<M>(algebra: Algebra<M>, { x }: Pick<Splitting<M>, 'x'>): RowGram<M> {
  return algebra.scope(() => {
    const { gram, trace } = centre(algebra, x);
    return { gram, trace };
  });
}

/** The step in the weights: one group lasso (or its like) for each layer, with the target U_l + Xi_l / rho. */
export function weightSteps<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  { multipliers, rho }: Pick<Augmentation<M>, 'multipliers' | 'rho'>,
  accuracy: WeightAccuracy,
  gram: RowGram<M>,
): Weights<M> {
  const layers = point.w.map((start, l) =>
    algebra.scope(() => {
      const input = centre(algebra, inputOf(problem, point, l), l === 0 ? gram : undefined);
      const target = algebra.combine(1, point.u[l]!, 1 / rho, multipliers[l]!);
      const penalty = weightPenaltyOf(algebra, problem, l);
      return weightStep(algebra, input, target, start, penalty, rho, accuracy);
    }),
  );
  return { w: layers.map(({ w }) => w), b: layers.map(({ b }) => b) };
}

/** One sweep of alternating minimisation, weights first. `first` is X W_1' + 1 b_1 at the new weights. */
export function sweep<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  point: Point<M>,
  augmentation: Augmentation<M>,
  accuracy: WeightAccuracy,
  gram: RowGram<M>,
): { point: Point<M>; first: M } {
  const weights = weightSteps(algebra, problem, point, augmentation, accuracy, gram);
  const moved = { ...point, ...weights };
  const first = affine(algebra, moved, 0, problem.x);
  return { point: { ...moved, ...auxiliaryStep(algebra, problem, moved, augmentation, first) }, first };
}

/**
 * One sweep of the inexact augmented Lagrangian method. After the last of the `inner` sweeps of an iteration the
 * multipliers follow, Xi_l <- Xi_l + rho R_l with the penalty of these sweeps, and then the rule for the next penalty.
 * Source: Liu, Liu, Chen, Algorithms 1 and 2.
 */
export function nextState<M>(
  algebra: Algebra<M>,
  problem: Splitting<M>,
  { multipliers, penalty, sweeps, ...start }: IalamState<M>,
  { rule, inner, tau1, weights }: IalamSettings,
  gram: RowGram<M>,
): IalamState<M> {
  const { rho } = penalty;
  return algebra.scope(() => {
    const augmentation = { multipliers, rho, tau1 };
    const { point, first } = sweep(algebra, problem, start, augmentation, weights, gram);
    if ((sweeps + 1) % inner !== 0) return { ...point, multipliers, penalty, sweeps: sweeps + 1 };
    const violations = residuals(algebra, problem, point, first);
    const raised = multipliers.map((each, l) => algebra.combine(1, each, rho, violations[l]!));
    const next = nextPenalty(penalty, jointNorm(algebra, violations), jointNorm(algebra, raised), rule);
    return { ...point, multipliers: raised, penalty: next, sweeps: sweeps + 1 };
  });
}
