import type { ModelStatusCode } from 'highs';
import type { ConicSolution } from '../../../plugins/conic-solver.js';

/** What each model status of HiGHS means here, and its name in the HiGHS documentation. */
export const modelStatuses: Readonly<
  Record<
    ModelStatusCode,
    { readonly status: ConicSolution['status']; readonly native: string; readonly unbounded?: true }
  >
> = {
  0: { status: 'failed', native: 'Not Set' },
  1: { status: 'failed', native: 'Load error' },
  2: { status: 'failed', native: 'Model error' },
  3: { status: 'failed', native: 'Presolve error' },
  4: { status: 'failed', native: 'Solve error' },
  5: { status: 'failed', native: 'Postsolve error' },
  6: { status: 'failed', native: 'Empty' },
  7: { status: 'solved', native: 'Optimal' },
  8: { status: 'infeasible', native: 'Infeasible' },
  9: { status: 'failed', native: 'Primal infeasible or unbounded', unbounded: true },
  10: { status: 'failed', native: 'Unbounded', unbounded: true },
  11: { status: 'limit', native: 'Bound on objective reached' },
  12: { status: 'limit', native: 'Target for objective reached' },
  13: { status: 'limit', native: 'Time limit reached' },
  14: { status: 'limit', native: 'Iteration limit reached' },
  15: { status: 'inaccurate', native: 'Unknown' },
  16: { status: 'limit', native: 'Solution limit reached' },
  17: { status: 'limit', native: 'Interrupted by user' },
};
