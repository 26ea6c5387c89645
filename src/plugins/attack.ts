import type { Loss } from '../core/losses/loss.js';
import type { Matrix } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import type { Sample } from '../core/problem.js';
import type { Manifest } from './manifest.js';

/** Finds perturbed rows inside the boxes |x~_kj - x_kj| <= radii_j that raise the loss. Float64. */
export interface Attack extends Manifest<'attack'> {
  /** `options` have passed `optionsSchema`. Returns the attacked rows, shape (n, d). */
  perturb(network: Network, sample: Sample, radii: Float64Array, loss: Loss, options: unknown): Matrix;
}
