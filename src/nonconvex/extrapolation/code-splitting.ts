import type { AnyProblem } from '../../core/problem.js';
import { autoencoderHalves } from '../networks/autoencoder-halves.js';
import { softThreshold } from './prox.js';
import type { Splitting } from './splitting.js';

/** g = the codes Z of the rows, r1 on them. */
export function codeSplitting(problem: AnyProblem, penalty: Pick<Splitting, 'prox' | 'value'>): Splitting {
  const { encode, decode } = autoencoderHalves(problem);
  const { model } = problem;
  const width = model.type === 'autoencoder' ? model.code : 0;
  return {
    perRow: true,
    zeros: (tf, rows) => [tf.zeros([rows, width])],
    features: (tf, parameters, x) => [encode(tf, parameters, x)],
    valuesAndFeatures(tf, parameters, x) {
      const z = encode(tf, parameters, x);
      return { f: decode(tf, parameters, z), g: [z] };
    },
    ...penalty,
  };
}

/** beta ||S||_1. */
export function sumOfSizes(beta: number): Pick<Splitting, 'prox' | 'value'> {
  return {
    prox: (tf, [s], step) => [softThreshold(tf, s!, step * beta)],
    value: (tf, [s]) => tf.mul(beta, tf.sum(tf.abs(s!))),
  };
}
