import { groupL2 } from './group-l2.js';
import { checkGroups, type GroupParams, groupingSchema } from './groups.js';
import { l1 } from './l1.js';
import { dykstra } from './naive.js';
import { parameters, share } from './parameter.js';
import type { Penalty } from './penalty.js';

export interface SparseGroupParams extends GroupParams {
  /** Share of the l1 norm, in [0, 1]. */
  readonly mix: number;
}

/** mix sum_i |x_i| + (1 - mix) sum_g ||x_g||. The operator is soft thresholding and then that of the groups. */
export const sparseGroup: Penalty<SparseGroupParams> = {
  name: 'sparse-group',
  formula: 'mix sum |x| + (1 - mix) sum over the groups of ||x_g||',
  reference: 'Simon, Friedman, Hastie, Tibshirani: A sparse-group lasso. J. Comput. Graph. Stat. 22 (2013)',
  structure: 'groups',
  convex: true,
  degree: 1,
  paramsSchema: parameters({ mix: share(0.5, 'Share of the l1 norm.'), groups: groupingSchema }),
  check: checkGroups,
  norm: ({ mix }) => ({ norm: 'elastic', mix }),

  value: (x, params, shape) =>
    params.mix * l1.value(x, {}) + (1 - params.mix) * groupL2.value(x, params, shape),

  prox(x, step, params, shape) {
    const { mix } = params;
    const sparse = mix === 0 ? x : l1.prox(x, step * mix, {}).y;
    const { y, value } =
      mix === 1 ? { y: sparse, value: 0 } : groupL2.prox(sparse, step * (1 - mix), params, shape);
    return { y, value: mix * l1.value(y, {}) + (1 - mix) * value };
  },

  gradient(x, params, shape) {
    const groups = groupL2.gradient!(x, params, shape);
    return x.map((each, i) => params.mix * Math.sign(each) + (1 - params.mix) * groups[i]!);
  },

  naive(x, step, params, shape) {
    const { mix } = params;
    const entries = (z: Float64Array) => (mix === 0 ? z : l1.prox(z, step * mix, {}).y);
    const groups = (z: Float64Array) => (mix === 1 ? z : groupL2.prox(z, step * (1 - mix), params, shape).y);
    // In the other order, in which composing the two would be wrong.
    return dykstra(x, groups, entries);
  },
};
