import { parameters, positive } from './parameter.js';
import { separable } from './separable.js';

export interface McpParams {
  /** Size from which on the penalty is flat, > 0. */
  readonly knee: number;
}

/**
 * The minimax concave penalty with slope 1 at 0 and 0 from the knee b on: |x| - x^2 / (2b) up to b, then b/2. Times a
 * weight w it is Zhang's lambda = w, gamma = b / w. The operator is firm thresholding; for step >= b the penalty bends
 * more than the square, and it is hard thresholding at sqrt(step b).
 */
export const mcp = separable<McpParams>({
  name: 'mcp',
  formula: 'sum |x| - x^2 / (2 knee) up to the knee, then knee / 2',
  reference:
    'Zhang: Nearly unbiased variable selection under minimax concave penalty. Ann. Statist. 38 (2010)',
  convex: false,
  paramsSchema: parameters({ knee: positive(0.3, 'Size of a weight from which on the penalty is flat.') }),
  at(size, { knee }) {
    const reached = Math.min(size, knee);
    return reached * (1 - reached / (2 * knee));
  },
  threshold: (step, { knee }) => (step < knee ? step : Math.sqrt(step * knee)),
  shrink: (size, step, { knee }) => (step >= knee || size >= knee ? size : (size - step) / (1 - step / knee)),
  slope: (size, { knee }) => Math.max(0, 1 - size / knee),
});
