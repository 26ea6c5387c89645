import type { Result } from '../../core/generated/documents.js';
import { h, type Markup } from '../markup.js';
import { finite, numeral, seconds } from '../numbers.js';
import type { SolverRuns } from '../runs.js';
import { table } from '../table.js';
import type { ReportView } from '../view.js';

/** How the runs of every solver ended, and on what they ran. */
export function runsSection({ solvers }: ReportView): Markup | undefined {
  if (solvers.length === 0) return undefined;
  return h(
    'section',
    {},
    h('h2', {}, 'Runs'),
    table(
      'How the runs ended; iterations, seconds and reason are those of the best run',
      [
        { header: 'Solver' },
        { header: 'Ended' },
        { header: 'Backend' },
        { header: 'Iterations', numeric: true },
        { header: 'Seconds', numeric: true },
        { header: 'Reason', prose: true },
      ],
      solvers.map((solver) => [
        solver.label,
        endings(solver),
        backend(solver.best),
        numeral(solver.best.solver.iterations, String),
        numeral(solver.best.timing.total, seconds),
        solver.best.reason,
      ]),
    ),
    phases(solvers),
  );
}

/** "solved" for one run, "5 solved, 2 limit" for several. */
function endings({ runs }: SolverRuns): string {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .map(([status, count]) => (runs.length > 1 ? `${count}\u00a0${status}` : status))
    .join(', ');
}

function backend({ solver }: Result): string {
  const name = [solver.backend ?? solver.name, solver.version].filter((part) => part !== undefined).join(' ');
  return solver.native === undefined ? name : `${name}: ${solver.native}`;
}

/** Seconds by phase of each best run; nothing where only totals are known. */
function phases(solvers: readonly SolverRuns[]): Markup | undefined {
  const names = [...new Set(solvers.flatMap(({ best }) => Object.keys(best.timing)))].filter(
    (name) => name !== 'total' && solvers.some(({ best }) => finite(best.timing[name]) !== undefined),
  );
  if (names.length === 0) return undefined;
  return table(
    'Seconds by phase of the best run',
    [{ header: 'Solver' }, ...names.map((header) => ({ header, numeric: true }))],
    solvers.map(({ label, best }) => [label, ...names.map((name) => numeral(best.timing[name], seconds))]),
  );
}
