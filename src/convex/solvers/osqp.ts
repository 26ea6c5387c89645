import type { ConicSolver } from '../../plugins/conic-solver.js';

/** The operator splitting method for quadratic programs, our own implementation; cones by tangent cuts. */
export const osqp: ConicSolver = {
  kind: 'conic-solver',
  name: 'osqp',
  apiVersion: 1,
  description:
    'Operator splitting for quadratic programs, cones by tangent cuts; for small programs and comparison.',
  optionsSchema: { type: 'object', additionalProperties: false },
  references: [
    'Stellato, Banjac, Goulart, Bemporad, Boyd: OSQP: an operator splitting solver for quadratic programs, 2020',
  ],
  cones: ['zero', 'nonnegative', 'secondOrder'],
  quadratic: true,
  implementation: new URL('./osqp-implementation.js', import.meta.url).href,
};
