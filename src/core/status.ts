import type { Result } from './generated/documents.js';

export type Status = Result['status'];

/** From best to worst; a comparison reports the worst of its runs. */
const order: readonly Status[] = [
  'solved',
  'inaccurate',
  'limit',
  'cancelled',
  'infeasible',
  'diverged',
  'failed',
];

export function worstStatus(statuses: readonly Status[]): Status {
  return statuses.reduce((worst, s) => (order.indexOf(s) > order.indexOf(worst) ? s : worst), 'solved');
}
