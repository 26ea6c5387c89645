import { type Neurons, neuronLengths, withoutSmall } from './neurons.js';

/** Shares of the largest length below which a neuron may be an interior-point method's idea of zero. */
const negligibleShares = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
/** Relative rise of the objective that dropping neurons may cost, where nothing else is said. */
const allowedRise = 1e-7;

/** Drops as many small neurons as the objective lets go without rising, or without rising above `highest`. */
export function sparsest(
  neurons: Neurons,
  objectiveOf: (neurons: Neurons) => number,
  highest?: number,
): { readonly neurons: Neurons; readonly objective: number } {
  const largest = Math.max(...neuronLengths(neurons), 0);
  const whole = objectiveOf(neurons);
  const most = highest ?? whole * (1 + allowedRise);
  for (const share of negligibleShares) {
    const fewer = withoutSmall(neurons, share * largest);
    const objective = objectiveOf(fewer);
    if (objective <= most) return { neurons: fewer, objective };
  }
  return { neurons, objective: whole };
}
