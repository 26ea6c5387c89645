import type { PolyhedralSolver } from '../polyhedral.js';
import { openSession } from './session.js';

/**
 * The operator splitting method of OSQP (Stellato, Banjac, Goulart, Bemporad and Boyd, OSQP: an operator splitting
 * solver for quadratic programs, Math. Prog. Comp. 12, 2020), in float64. `maxIterations` is taken a hundredfold.
 */
const osqp: PolyhedralSolver = {
  version: async () => '1',
  open: async (program) => openSession(program),
};

export default osqp;
