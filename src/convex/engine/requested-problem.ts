import { losses } from '../../core/losses/index.js';
import type { Loss } from '../../core/losses/loss.js';
import { groupNorm } from '../../core/norms/index.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import type { EngineRequest } from './messages.js';

/** The problem of a request, with the functions that no message carries. */
export function requestedProblem({
  x,
  y,
  radii,
  loss,
  lossScale,
  weight,
  norm,
}: EngineRequest): BoundedProblem {
  return {
    train: { x, y },
    radii,
    loss: losses[loss as keyof typeof losses] as Loss,
    lossScale,
    weight,
    norm: groupNorm(norm),
  };
}
