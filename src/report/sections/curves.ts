import type { HistoryPoint, Result, Rung } from '../../core/generated/documents.js';
import { threatWords } from '../describe-task.js';
import { type Curve, curvesFigure, type Level } from '../figures/curves.js';
import { h, type Markup } from '../markup.js';
import { finite, significant } from '../numbers.js';
import { kindWords } from '../rungs.js';
import type { SolverRuns } from '../runs.js';
import type { ReportView } from '../view.js';

/** How the objective fell during training, beside the bounds of the ladder; nothing where no run has a history. */
export function curvesSection({ solvers, rungs, task }: ReportView): Markup | undefined {
  const unit = solvers.every((solver) => solver.runs.every(keepsTime)) ? 'seconds' : 'iterations';
  const curves = solvers.flatMap((solver) => solverCurves(solver, unit));
  if (curves.length === 0) return undefined;
  const drawn = new Set(curves.map((curve) => curve.series));
  const reached: Level[] = solvers.flatMap(({ label, index, best }) => {
    const value = finite(best.objective);
    return drawn.has(index) || value === undefined
      ? []
      : [{ label: `${label}, reached ${significant(value)}`, value, look: index }];
  });
  const labels = new Map(solvers.map(({ index, label }) => [index, label]));
  const repeats = curves.length > drawn.size ? ' Strong lines are the best repeat of each solver.' : '';
  const seen = threatWords(task)
    ? ' A curve is the objective that the method itself sees: without a search for the worst case, or with a weak one, it lies below the certified objective, and may pass below the bounds.'
    : '';
  return h(
    'section',
    {},
    h('h2', {}, 'Training'),
    h(
      'figure',
      {},
      curvesFigure({ curves, levels: [...boundLevels(rungs), ...reached], labels, unit }),
      h(
        'figcaption',
        {},
        `Objective by ${unit} of each run; dashed lines are bounds, and results of methods that have no curve.${repeats}${seen}`,
      ),
    ),
  );
}

/** Of each kind and scope of bound, the sharpest. */
function boundLevels(rungs: readonly Rung[]): Level[] {
  const sharpest = new Map<string, Rung>();
  for (const rung of rungs) {
    const { kind, scope, value } = rung;
    if (kind === 'reached' || scope === 'none') continue;
    const best = sharpest.get(`${kind} ${scope}`);
    if (!best || (kind === 'lower' ? value > best.value : value < best.value)) {
      sharpest.set(`${kind} ${scope}`, rung);
    }
  }
  return [...sharpest].map(([look, { label, kind, scope, value }]) => ({
    label: `${label}, ${kindWords[kind]} ${significant(value)}${scope === 'global' ? '' : ' on the patterns used'}`,
    value,
    look,
  }));
}

function solverCurves({ runs, best, index }: SolverRuns, unit: 'seconds' | 'iterations'): Curve[] {
  return runs
    .map((run) => ({ series: index, best: run === best, points: points(run, unit) }))
    .filter((curve) => curve.points.length >= 2);
}

function points(run: Result, unit: 'seconds' | 'iterations'): { x: number; y: number }[] {
  return run.history.flatMap((point) => {
    const x = finite(unit === 'seconds' ? point.seconds : point.iteration);
    const y = finite(point.objective);
    return x === undefined || y === undefined || x < 0 ? [] : [{ x, y }];
  });
}

/** Whether a history has usable times: each point has one and they advance. */
function keepsTime({ history }: Result): boolean {
  if (history.length === 0) return true;
  const times = history.map((point: HistoryPoint) => finite(point.seconds));
  return times.every((time) => time !== undefined) && (history.length === 1 || times.at(-1)! > times[0]!);
}
