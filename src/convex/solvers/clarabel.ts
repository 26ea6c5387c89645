import type { ConicSolver } from '../../plugins/conic-solver.js';

/** Clarabel (interior point, Rust compiled to WebAssembly inside the npm package cvxjs). */
export const clarabel: ConicSolver = {
  kind: 'conic-solver',
  name: 'clarabel',
  apiVersion: 1,
  description: 'Interior-point solver for quadratic programs over second-order cones (WebAssembly).',
  optionsSchema: { type: 'object', additionalProperties: false },
  references: [
    'Goulart and Chen, Clarabel: an interior-point solver for conic programs with quadratic objectives, 2024',
  ],
  cones: ['zero', 'nonnegative', 'secondOrder', 'exponential'],
  quadratic: true,
  implementation: new URL('./clarabel-implementation.js', import.meta.url).href,
};
