import type { Status } from '../core/status.js';

/** What each status means, for people. */
export const statusWords: Readonly<Record<Status, string>> = {
  solved: 'Solved: the method met its own criterion of convergence.',
  inaccurate: 'Inaccurate: the method stopped near a solution but short of its tolerance.',
  limit: 'Stopped at a limit (time, memory or iterations); the best network so far is reported.',
  cancelled: 'Cancelled on request; the best network so far is reported where there is one.',
  infeasible: 'Infeasible: the program has no solution.',
  diverged: 'Diverged: the iterates grew without bound.',
  failed: 'Failed: the method ended without an answer.',
};
