import type { RvsmOptions } from '../core/generated/documents.js';
import { norm2 } from '../core/matrix.js';
import { schema } from '../core/schemas.js';
import {
  augmentedLagrangian,
  type RvsmState,
  rvsmStart,
  rvsmStep,
  type Splitting,
  sparseTwin,
  stationarity,
} from './algorithms/rvsm.js';
import { type FilterProblem, filterTrainer } from './filter-trainer.js';
import { angle, unit } from './patches/angle.js';
import { fixedPoint } from './patches/fixed-point.js';
import { populationLoss } from './patches/population-loss.js';

/** The relaxed variable splitting method, as a plugin. */
export const rvsmTrainer = filterTrainer<RvsmOptions, RvsmState>({
  name: 'rvsm',
  description:
    'Relaxed variable splitting for the model "patches": gradient steps on a filter that is pulled to a sparse twin.',
  optionsSchema: schema('solvers/rvsm.json'),
  references: [
    'Dinh, Xin: Convergence of a relaxed variable splitting method for learning sparse neural networks',
  ],

  regularizes: ({ regularizer }) =>
    regularizer.penaltyOf !== undefined ||
    `it needs a penalty with a proximal operator, such as l1, l0 or tl1, not ${regularizer.name}`,

  method(given, options) {
    const { loss, problem, start } = given;
    const { beta, normalize } = options;
    const splitting: Splitting = {
      loss,
      penalty: problem.regularizer.penaltyOf!(0),
      lambda: problem.weight,
      beta,
      stepSize: options.eta ?? 1 / (beta + loss.curvature),
      normalize,
    };
    return {
      init: () => rvsmStart(splitting, start),
      step: (state) => rvsmStep(splitting, state),
      residuals: (state) => ({
        stationarity: stationarity(splitting, state.w),
        lagrangian: augmentedLagrangian(splitting, state),
      }),
      filter: ({ w }) => (options.network === 'w' ? w : sparseTwin(splitting, w)),
      details: ({ w }) => detailsOf(given, options, splitting, w),
    };
  },
});

/** Both filters and what is known about them. */
function detailsOf(
  { loss, teacher, riskScale }: FilterProblem,
  options: RvsmOptions,
  splitting: Splitting,
  w: Float64Array,
): Readonly<Record<string, unknown>> {
  const u = sparseTwin(splitting, w);
  const known = {
    returned: options.network,
    eta: splitting.stepSize,
    w: [...w],
    u: [...u],
    nonzeros: u.filter((each) => each !== 0).length,
    loss: { w: loss.value(w), u: loss.value(u) },
    lagrangian: augmentedLagrangian(splitting, { w, u }),
  };
  if (!teacher) return known;
  const empty = norm2(u) === 0;
  const opposite = angle(w, teacher.filter) === Math.PI;
  const { value } = populationLoss(teacher);
  const { filter, patches } = teacher;
  return {
    ...known,
    /** Expected squared errors, not scaled. */
    risk: { w: value(w), u: value(u), ...(empty ? {} : { unitU: value(unit(u)) }) },
    angleToTeacher: { w: angle(w, filter), ...(empty ? {} : { u: angle(u, filter) }) },
    ...(options.loss === 'population' && options.normalize && !opposite
      ? {
          fixedPoint: fixedPoint({
            w,
            u,
            teacher: filter,
            patches,
            beta: splitting.beta / riskScale,
            lambda: splitting.lambda / riskScale,
          }),
        }
      : {}),
  };
}
