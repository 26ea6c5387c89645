import { inputError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggest.js';
import type { ConicSolver } from '../../plugins/conic-solver.js';

/** The conic solver with that name; `auto` takes the first, which is the most trusted. Throws InputError at `pointer`. */
export function chooseBackend(name: string, solvers: readonly ConicSolver[], pointer: string): ConicSolver {
  const found = name === 'auto' ? solvers[0] : solvers.find((solver) => solver.name === name);
  if (found) return found;
  const names = solvers.map((solver) => solver.name);
  throw inputError(pointer, `no conic solver "${name}"${didYouMean(name, names)}`, ['auto', ...names]);
}
