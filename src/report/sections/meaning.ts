import { objectiveFormula, threatWords } from '../describe-task.js';
import { type Child, h, type Markup } from '../markup.js';
import { short } from '../numbers.js';
import type { ReportView } from '../view.js';

/** What each number of the report means, in a short paragraph each. */
export function meaningSection(view: ReportView): Markup {
  const entries: [string, Child][] = [
    ['Objective', objective(view)],
    ['Lower bound and its scope', lowerBound(view)],
    ...(view.rungs.some((rung) => rung.kind === 'upper')
      ? [['Upper bound', upperBound] as [string, Child]]
      : []),
    ...(threatWords(view.task) ? [['Worst case', worstCase(view)] as [string, Child]] : []),
    ['Tolerance', tolerance(view)],
    ...(view.summary.some((solver) => solver.repeats > 1) ? [['Repeats', repeats] as [string, Child]] : []),
  ];
  return h(
    'section',
    {},
    h('h2', {}, 'What the numbers mean'),
    h(
      'dl',
      { class: 'meaning' },
      entries.map(([term, text]) => [h('dt', {}, term), h('dd', {}, text)]),
    ),
  );
}

function objective({ task }: ReportView): string {
  return `What training minimises: ${objectiveFormula(task)}. It is recomputed in 64-bit arithmetic from the returned weights, never copied from a solver. Lower is better; it measures the fit to the training rows, not to new ones.`;
}

function lowerBound({ rungs }: ReportView): string {
  const scopes = new Set(rungs.filter((rung) => rung.kind === 'lower').map((rung) => rung.scope));
  const global =
    'A bound on the problem itself (scope “global”) holds for every network of this kind: no training method can go below it.';
  const sampled =
    'A bound on the program over the patterns used (scope “sampled-patterns”) holds for the convex program with just those activation patterns; a network with other patterns may go below it.';
  const general =
    'A lower bound is a number that the optimum provably cannot be below, recomputed from multipliers without trusting the solver that found them.';
  if (scopes.size === 0) return `${general} No run of this report gave one.`;
  return [
    general,
    ...(scopes.has('global') ? [global] : []),
    ...(scopes.has('sampled-patterns') ? [sampled] : []),
  ].join(' ');
}

function worstCase({ task }: ReportView): string {
  return `Each row may be moved anywhere in its box (${threatWords(task)}). “Certified” figures are proven over the whole box: a certified loss or objective is an upper bound on the worst case, and a row counts as certified only when every point of its box is classified right. Figures “under attack” come from a search for bad points and bound the worst case from the other side. The truth lies between the two; where they agree it is known.`;
}

function tolerance({ document }: ReportView): string {
  const solvers = document.kind === 'spec' ? [document.spec.solver] : document.comparison.solvers;
  const given = solvers.flatMap(({ name, label, options }) => {
    const value = (options as { tolerance?: unknown }).tolerance;
    return typeof value === 'number' ? [`${label ?? name}: ${short(value)}`] : [];
  });
  const set = given.length > 0 ? ` Set in the spec: ${given.join(', ')}.` : '';
  return `A solver counts as “solved” when its own measure of error is below its tolerance: for the convex path the certified gap between upper and lower bound relative to 1 + |objective|, for gradient methods the size of the gradient.${set} Differences smaller than the tolerance say nothing.`;
}

const upperBound =
  'A number that the optimum provably does not exceed, with the same scopes as lower bounds. Every objective that a network reaches is one as well.';

const repeats =
  'Every solver is run several times with seeds that follow one another. The value of a rung is its best run; mean and standard deviation are over the repeats.';
