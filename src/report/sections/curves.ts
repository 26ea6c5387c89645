import type { HistoryPoint, Result } from '../../core/generated/documents.js';
import { type Curve, curvesFigure, type Level } from '../figures/curves.js';
import { h, type Markup } from '../markup.js';
import { finite, significant } from '../numbers.js';
import { kindWords } from '../rungs.js';
import type { SolverRuns } from '../runs.js';
import type { ReportView } from '../view.js';

/** How the objective fell during training, beside the bounds of the ladder; nothing where no run has a history. */
export function curvesSection({ solvers, rungs }: ReportView): Markup | undefined {
  const unit = solvers.every((solver) => solver.runs.every(keepsTime)) ? 'seconds' : 'iterations';
  const curves = solvers.flatMap((solver) => solverCurves(solver, unit));
  if (curves.length === 0) return undefined;
  const drawn = new Set(curves.map((curve) => curve.series));
  const bounds: Level[] = rungs.flatMap(({ label, kind, value }) =>
    kind === 'reached'
      ? []
      : [{ label: `${label}, ${kindWords[kind]} ${significant(value)}`, value, look: kind }],
  );
  const reached: Level[] = solvers.flatMap(({ label, index, best }) => {
    const value = finite(best.objective);
    return drawn.has(index) || value === undefined
      ? []
      : [{ label: `${label}, reached ${significant(value)}`, value, look: index }];
  });
  const labels = new Map(solvers.map(({ index, label }) => [index, label]));
  const repeats = curves.length > drawn.size ? ' Strong lines are the best repeat of each solver.' : '';
  return h(
    'section',
    {},
    h('h2', {}, 'Training'),
    h(
      'figure',
      {},
      curvesFigure({ curves, levels: [...bounds, ...reached], labels, unit }),
      h(
        'figcaption',
        {},
        `Objective by ${unit} of each run; dashed lines are bounds, and results of methods that have no curve.${repeats}`,
      ),
    ),
  );
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
