import type { Matrix } from '../../core/matrix.js';

/** Neurons x rows x columns up to which the soft program goes to a conic solver (pima, 64 x 576 x 9: 16 s). */
const largestProgram = 600_000;
/** Neurons x columns up to which it does: the solver factors a matrix of about that order. */
const largestOrder = 1500;

/** Whether a soft program of so many neurons is small enough for a conic solver. */
export function fitsConicSolver(neurons: number, { rows, cols }: Pick<Matrix, 'rows' | 'cols'>): boolean {
  return neurons * rows * cols <= largestProgram && neurons * cols <= largestOrder;
}
