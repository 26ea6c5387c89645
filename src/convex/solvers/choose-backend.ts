import type { ConicSolver } from '../../plugins/conic-solver.js';
import type { Registry } from '../../plugins/registry.js';

/** The conic solver with that name; `auto` takes the first registered one, which is the most trusted. */
export function chooseBackend(name: string, registry: Registry): ConicSolver {
  const [first] = registry.list('conic-solver');
  return name === 'auto' && first ? first : registry.get('conic-solver', name, '/solver/options/backend');
}
