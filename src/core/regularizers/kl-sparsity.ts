import type { Matrix } from '../matrix.js';
import { type CodePenalty, codePenalty } from './code-penalty.js';

export interface KlSparsity extends CodePenalty {
  readonly rho: number;
}

/**
 * sum_j KL(rho || m_j) with m_j the mean of code unit j over the training rows, in (0, 1), and
 *
 *   KL(rho || m) = rho log(rho / m) + (1 - rho) log((1 - rho) / (1 - m)).
 *
 * Source: Ng, Sparse autoencoder (lecture notes CS294A).
 */
export function klSparsity(rho: number): KlSparsity {
  const divergence = (mean: number) =>
    rho * Math.log(rho / mean) + (1 - rho) * Math.log((1 - rho) / (1 - mean));
  const ofCodes = (codes: Matrix) => meansOf(codes).reduce((sum, mean) => sum + divergence(mean), 0);
  return { ...codePenalty('kl-sparsity', ofCodes), rho };
}

/** The mean of every column. */
function meansOf({ rows, cols, data }: Matrix): Float64Array {
  const means = new Float64Array(cols);
  for (let i = 0; i < data.length; i++) means[i % cols]! += data[i]! / rows;
  return means;
}
