import type { Certificate, SparseRow } from '../core/generated/documents.js';
import { row, toRows } from '../core/matrix.js';
import { isAdversarial, type Problem } from '../core/problem.js';
import type { ActivityGroups } from './activity-groups.js';
import type { DualBound } from './formulations/stable-bound.js';
import { type Pattern, patternText } from './patterns/pattern.js';

/** The multipliers of a bound as the result document carries them: enough to recompute it from the data alone. */
export function certificateDocument(
  problem: Problem,
  patterns: readonly Pattern[],
  groups: ActivityGroups,
  bound: DualBound,
): Certificate {
  const { loss, cone, shift } = bound.multipliers;
  const adversarial = isAdversarial(problem);
  const kind = `${adversarial ? 'adversarial' : 'standard'}-${problem.loss.name}` as Certificate['kind'];
  return {
    kind,
    scale: problem.lossScale,
    weight: problem.weight,
    norm: problem.norm.spec,
    radii: Array.from(problem.radii),
    patterns: patterns.map((pattern) => patternText(pattern.active)),
    nu: Array.from(loss.nu),
    alpha: Array.from(loss.alpha),
    ...(adversarial ? { shift: toRows(shift), group: Array.from(groups.group) } : {}),
    mu: Array.from({ length: cone.rows }, (_, i) => sparseRow(row(cone, i))),
    lower: bound.value,
    violation: bound.violation,
  };
}

/** The nonzero entries of a row. */
export function sparseRow(values: Float64Array): SparseRow {
  const rows = Array.from(values.keys()).filter((k) => values[k] !== 0);
  return { rows, values: rows.map((k) => values[k]!) };
}
