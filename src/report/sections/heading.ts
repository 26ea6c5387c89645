import { describeTask, threatWords } from '../describe-task.js';
import { type Child, fragment, h, type Markup } from '../markup.js';
import { numeral, percent } from '../numbers.js';
import { bestReached, bracket } from '../rungs.js';
import { comparisonWords, statusWords } from '../status-words.js';
import type { ReportView } from '../view.js';

/** What was trained, how it ended, and the figures that matter most. */
export function heading(view: ReportView): Markup {
  const { result, task } = view;
  const described = describeTask(task);
  const name = result.name ?? task.name;
  return h(
    'header',
    {},
    h('p', { class: 'kicker' }, kickerOf(view)),
    h('h1', {}, name ?? described),
    name === undefined ? undefined : h('p', { class: 'subtitle' }, `${described}.`),
    h(
      'p',
      { class: `status ${result.status}` },
      h('strong', {}, ('runs' in result ? comparisonWords : statusWords)[result.status]),
      ' ',
      sentence(result.reason),
    ),
    view.path ? undefined : keyFigures(view),
  );
}

function kickerOf({ result, path, solvers, document }: ReportView): string {
  if (!path) return 'runs' in result ? `Relucent comparison of ${solvers.length} solvers` : 'Relucent result';
  const weights = new Set(path.flatMap(({ best }) => best.map(({ weight }) => weight))).size;
  const compared = document.kind === 'comparison' ? ` of ${path.length} solvers` : '';
  return `Relucent regularization path${compared} over ${weights} weights`;
}

/** The title of the document in the browser. */
export function documentTitle({ result, task }: ReportView): string {
  return `${result.name ?? task.name ?? describeTask(task)} – Relucent report`;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function keyFigures({ rungs, task }: ReportView): Markup | undefined {
  const best = bestReached(rungs);
  const optimum = bracket(rungs);
  const objective = threatWords(task) ? 'certified worst-case objective' : 'training objective';
  const facts: [string, Child, Child][] = [];
  if (best) facts.push([`Best network`, numeral(best.value), `${objective}, ${best.label}`]);
  if (optimum) {
    facts.push(['Lower bound on the problem', numeral(optimum.lower.value), optimum.lower.label]);
    const gap = optimum.upper.value - optimum.lower.value;
    const relative =
      optimum.upper.value > 0 && optimum.lower.value >= 0 ? gap / optimum.upper.value : undefined;
    facts.push([
      'Gap between them',
      relative === undefined ? numeral(gap) : fragment(numeral(relative, percent), ' %'),
      relative === undefined
        ? 'no network of this kind can improve by more'
        : 'of the best objective; no network of this kind can improve by more',
    ]);
  }
  if (facts.length === 0) return undefined;
  return h(
    'dl',
    { class: 'figures' },
    facts.map(([term, value, note]) =>
      h('div', {}, h('dt', {}, term), h('dd', {}, value), h('dd', { class: 'note' }, note)),
    ),
  );
}
