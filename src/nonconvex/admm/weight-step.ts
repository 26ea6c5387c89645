import type { Arithmetic } from '../splitting/arithmetic.js';
import { inverse } from './inverse.js';

/**
 * K = (a'a + decay / (2 beta) I)^-1: z' a K is the minimiser over W of beta ||z - a W'||^2 + decay/2 ||W||^2. The last
 * column of a is a bias's, without decay, where there are biases.
 */
export function weightSolver<M>(
  math: Arithmetic<M>,
  inputs: M,
  { decay, beta, biases }: { readonly decay: number; readonly beta: number; readonly biases: boolean },
): M {
  const last = math.shape(inputs)[1] - 1;
  return math.tidy(() =>
    inverse(math, math.product(inputs, inputs, 'first'), (i) =>
      biases && i === last ? 0 : decay / (2 * beta),
    ),
  );
}

/** W = z' a K, K from {@link weightSolver}. */
export function weightStep<M>(math: Arithmetic<M>, z: M, inputs: M, solver: M): M {
  return math.tidy(() => math.product(math.product(z, inputs, 'first'), solver));
}
