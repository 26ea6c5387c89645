import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { AnyProblem } from '../../core/problem.js';
import { tensorLosses } from '../losses.js';
import type { TensorLibrary } from '../tensors.js';
import type { Splitting } from './splitting.js';

/** Rows x (b, d) with their targets y (b, K). */
export type Rows = { readonly x: Tensor2D; readonly y: Tensor2D };

/** The terms of T on a batch that stands for all rows: its losses are scaled by n / b, means over rows are its own. */
export interface SplitEnergies {
  /** E_mu = c n / b sum_k l(f(x_k), y_k) + ||g - s||^2 / (2 mu). */
  energy(parameters: readonly Tensor[], rows: Rows, s: readonly Tensor[], mu: number): Scalar;
  /** r1(s). */
  regularizer(rows: Rows, s: readonly Tensor[]): Scalar;
  /** T = E_mu + r1, and ||g - s||^2 by itself. */
  measured(
    parameters: readonly Tensor[],
    rows: Rows,
    s: readonly Tensor[],
    mu: number,
  ): { readonly total: Scalar; readonly gap: Scalar };
}

/** In training, by the statistics of the batch. ||g - s||^2 and r1 are means over the rows where s has parts for rows. */
export function splitEnergies(tf: TensorLibrary, problem: AnyProblem, splitting: Splitting): SplitEnergies {
  const loss = tensorLosses[problem.loss.name]!;
  const n = problem.train.x.rows;
  const share = ({ x }: Rows) => (splitting.perRow ? 1 / x.shape[0] : 1);

  function terms(parameters: readonly Tensor[], rows: Rows, s: readonly Tensor[]) {
    const { f, g } = splitting.valuesAndFeatures(tf, parameters, rows.x);
    const scale = (problem.lossScale * n) / rows.x.shape[0];
    return {
      fit: tf.mul<Scalar>(scale, tf.sum(loss.value(tf, f, rows.y))),
      gap: tf.mul<Scalar>(share(rows), squaredDistance(tf, g, s)),
    };
  }
  const regularizer = (rows: Rows, s: readonly Tensor[]) =>
    tf.mul<Scalar>(share(rows), splitting.value(tf, s));
  const energyOf = ({ fit, gap }: ReturnType<typeof terms>, mu: number) =>
    tf.add<Scalar>(fit, tf.mul(1 / (2 * mu), gap));

  return {
    energy: (parameters, rows, s, mu) => energyOf(terms(parameters, rows, s), mu),
    regularizer,
    // Frees the layers of one batch before the next is measured: those of all rows together may not fit into memory.
    measured: (parameters, rows, s, mu) =>
      tf.tidy(() => {
        const found = terms(parameters, rows, s);
        return { total: tf.add(energyOf(found, mu), regularizer(rows, s)), gap: found.gap };
      }),
  };
}

function squaredDistance(tf: TensorLibrary, g: readonly Tensor[], s: readonly Tensor[]): Scalar {
  return tf.addN(g.map((each, i) => tf.sum(tf.square(tf.sub(each, s[i]!))))) as Scalar;
}
