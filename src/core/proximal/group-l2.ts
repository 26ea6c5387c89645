import { checkGroups, type GroupParams, groupingSchema, groupLength, groupsOf } from './groups.js';
import { nearestOnLine } from './naive.js';
import { parameters } from './parameter.js';
import type { Penalty } from './penalty.js';

/** sum_g ||x_g|| over groups of entries. The operator shortens each: max(0, 1 - step / ||x_g||) x_g. */
export const groupL2: Penalty<GroupParams> = {
  name: 'group-l2',
  formula: 'sum over the groups of ||x_g||',
  reference:
    'Yuan, Lin: Model selection and estimation in regression with grouped variables. J. R. Stat. Soc. B 68 (2006)',
  structure: 'groups',
  convex: true,
  degree: 1,
  paramsSchema: parameters({ groups: groupingSchema }),
  check: checkGroups,
  norm: () => ({ norm: 'l2' }),

  value: (x, { groups }, shape) =>
    groupsOf(groups, shape).reduce((sum, group) => sum + groupLength(x, group), 0),

  prox: (x, step, { groups }, shape) =>
    scaledGroups(x, groupsOf(groups, shape), (length) => Math.max(0, length - step)),

  gradient(x, { groups }, shape) {
    const gradient = new Float64Array(x.length);
    for (const group of groupsOf(groups, shape)) {
      const length = groupLength(x, group);
      if (length === 0) continue;
      for (let k = 0; k < group.length; k++) gradient[group[k]!] = x[group[k]!]! / length;
    }
    return gradient;
  },

  naive(x, step, { groups }, shape) {
    const best = (length: number) =>
      nearestOnLine((y) => step * y + (y - length) ** 2 / 2, 0, length, [0, length]);
    return scaledGroups(x, groupsOf(groups, shape), best).y;
  },
};

/** x with every group brought from its length to another, and the sum of these. */
function scaledGroups(
  x: Float64Array,
  groups: readonly ArrayLike<number>[],
  lengthFrom: (length: number) => number,
): { y: Float64Array; value: number } {
  const y = x.slice();
  let value = 0;
  for (const group of groups) {
    const length = groupLength(x, group);
    const next = lengthFrom(length);
    value += next;
    for (let k = 0; k < group.length; k++) y[group[k]!] = next === 0 ? 0 : x[group[k]!]! * (next / length);
  }
  return { y, value };
}
