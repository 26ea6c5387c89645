import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './backend.js';

/** Our own kernel, which a backend may have. */
export const splitEntriesKernel = 'RelucentSplitEntries';

/** Curvatures p_v, p_u, the penalty beta and the slope s of sigma(t) = max(t, s t). */
export type SplitEntriesAttributes = Record<'pv' | 'pu' | 'beta' | 'slope', number>;

/**
 * For every entry a minimiser (v, u) of
 *
 *   p_v/2 v^2 - (q_v - beta) v + p_u/2 u^2 - q_u u - beta sigma(u)   subject to v >= sigma(u),
 *
 * by one kernel, in float32; undefined where the backend does not have it.
 */
export function splitEntries(
  tf: TensorLibrary,
  qv: Tensor2D,
  qu: Tensor2D,
  attributes: SplitEntriesAttributes,
): { v: Tensor2D; u: Tensor2D } | undefined {
  if (!tf.getKernel(splitEntriesKernel, tf.getBackend())) return undefined;
  const pair = tf.engine().runKernel(splitEntriesKernel, { qv, qu }, attributes) as unknown as Tensor2D[];
  return { v: pair[0]!, u: pair[1]! };
}
