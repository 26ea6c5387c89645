import type { ConicSolver } from '../../../plugins/conic-solver.js';

/** HiGHS (simplex, C++ compiled to WebAssembly in the npm package highs); cones and P by tangent cuts. */
export const highs: ConicSolver = {
  kind: 'conic-solver',
  name: 'highs',
  apiVersion: 1,
  description: 'Simplex solver; second-order cones and quadratic objectives by tangent cuts (WebAssembly).',
  optionsSchema: { type: 'object', additionalProperties: false },
  references: [
    'Huangfu and Hall, Parallelizing the dual revised simplex method, 2018',
    'Kelley, The cutting-plane method for solving convex programs, 1960',
  ],
  cones: ['zero', 'nonnegative', 'secondOrder'],
  quadratic: true,
  implementation: new URL('./implementation.js', import.meta.url).href,
};
