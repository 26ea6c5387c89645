import type { ConicSolver } from '../../plugins/conic-solver.js';

/** SCS (operator splitting, C compiled to WebAssembly in the npm package scs-solver). */
export const scs: ConicSolver = {
  kind: 'conic-solver',
  name: 'scs',
  apiVersion: 1,
  description: 'First-order splitting solver for quadratic programs over second-order cones (WebAssembly).',
  optionsSchema: { type: 'object', additionalProperties: false },
  references: [
    "O'Donoghue, Operator splitting for a homogeneous embedding of the linear complementarity problem, 2021",
  ],
  cones: ['zero', 'nonnegative', 'secondOrder'],
  quadratic: true,
  implementation: new URL('./scs-implementation.js', import.meta.url).href,
};
