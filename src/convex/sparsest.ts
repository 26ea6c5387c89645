import { type Neurons, neuronLengths, withoutSmall } from './neurons.js';

/** Shares of the largest length below which a neuron may be an interior-point method's idea of zero. */
const negligibleShares = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
/** Relative rise of the objective that dropping neurons may cost. */
const allowedRise = 1e-7;

/** Drops as many small neurons as the objective lets go without rising. */
export function sparsest(
  neurons: Neurons,
  objectiveOf: (neurons: Neurons) => number,
): { readonly neurons: Neurons; readonly objective: number } {
  const largest = Math.max(...neuronLengths(neurons), 0);
  const whole = objectiveOf(neurons);
  for (const share of negligibleShares) {
    const fewer = withoutSmall(neurons, share * largest);
    const objective = objectiveOf(fewer);
    if (objective <= whole * (1 + allowedRise)) return { neurons: fewer, objective };
  }
  return { neurons, objective: whole };
}
