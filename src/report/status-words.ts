import type { Status } from '../core/status.js';

/** How a run ended, for people. */
export const statusWords: Readonly<Record<Status, string>> = {
  solved: 'Solved: the method met its own criterion of convergence.',
  inaccurate: 'Inaccurate: the method stopped near a solution but short of its tolerance.',
  limit: 'Stopped at a limit (time, memory or iterations); the best network so far is reported.',
  cancelled: 'Cancelled on request; the best network so far is reported where there is one.',
  infeasible: 'Infeasible: the program has no solution.',
  diverged: 'Diverged: the iterates grew without bound.',
  failed: 'Failed: the method ended without an answer.',
};

/** How the runs of a comparison ended; its status is that of the least good one. */
export const comparisonWords: Readonly<Record<Status, string>> = {
  solved: 'Every run was solved.',
  inaccurate: 'At least one run stopped short of its tolerance.',
  limit: 'At least one run stopped at a limit of time, memory or iterations.',
  cancelled: 'At least one run was cancelled.',
  infeasible: 'At least one run had an infeasible program.',
  diverged: 'At least one run diverged.',
  failed: 'At least one run failed.',
};
