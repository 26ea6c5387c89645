import type { Pace } from '../../core/pace.js';
import { branchAndBound } from '../branch/branch-and-bound.js';
import { descend } from '../branch/descend.js';
import { boundForms } from './bound-forms.js';
import { counterexampleNear, marginAt, type Question } from './question.js';
import type { Finding } from './verdict.js';

/** The tests without a search tree, the cheapest first: the row itself, intervals, linear relaxation, an attack. */
export function screenRow(question: Question): Finding {
  const { chain, box } = question;
  const clean = marginAt(question, box.center);
  if (!(clean > 0)) return wrong(question, 'clean', box.center.slice(), Number.NEGATIVE_INFINITY, 0);
  const { closed, open, by } = boundForms(question);
  const lower = Math.min(closed, ...open.map(({ bound }) => bound));
  if (open.length === 0)
    return { status: 'robust', by, lower: Math.min(lower, clean), upper: clean, nodes: 0 };
  let upper = clean;
  for (const { form, corner } of open) {
    for (const start of [corner, box.center]) {
      const { value, point } = descend(chain, form, box, start);
      if (!(value > 0)) return wrong(question, 'attack', point, lower, 0);
      upper = Math.min(upper, value);
    }
  }
  return { status: 'undecided', by: 'attack', lower: Math.min(lower, upper), upper, nodes: 0 };
}

/**
 * Branch and bound on the margin forms of a row that {@link screenRow} left undecided, the one with the least bound
 * first. Nodes are shared out evenly; what one form does not use is left to the next.
 */
export async function branchRow(
  question: Question,
  screened: Finding,
  limit: number,
  pace: Pace,
): Promise<Finding> {
  const { closed, open } = boundForms(question);
  const forms = [...open].sort((a, b) => a.bound - b.bound);
  const check = (point: Float64Array) => counterexampleNear(question, point);
  let nodes = 0;
  let least = closed;
  for (const [i, { relaxed, point, bound }] of forms.entries()) {
    const share = Math.floor((limit - nodes) / (forms.length - i));
    const branched = await branchAndBound(relaxed, point, check, share, pace);
    nodes += branched.nodes;
    if (branched.counterexample) {
      return wrong(question, 'branching', branched.counterexample, screened.lower, nodes);
    }
    least = Math.min(least, Math.max(bound, branched.bound));
  }
  const status = least > 0 ? 'robust' : 'undecided';
  return { ...screened, status, by: 'branching', lower: Math.min(least, screened.upper), nodes };
}

function wrong(
  question: Question,
  by: NonNullable<Finding['by']>,
  counterexample: Float64Array,
  bound: number,
  nodes: number,
): Finding {
  const upper = marginAt(question, counterexample);
  return { status: 'vulnerable', by, lower: Math.min(bound, upper), upper, counterexample, nodes };
}
