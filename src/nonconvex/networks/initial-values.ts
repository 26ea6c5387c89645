import type { Parameter } from '../../core/layers/layer.js';
import type { InitialWeights } from '../../core/models/model.js';
import type { Random } from '../../core/random.js';

const draws: Readonly<Record<InitialWeights, (random: Random, fanIn: number, fanOut: number) => number>> = {
  'lecun-normal': (random, fanIn) => random.normal() / Math.sqrt(fanIn),
  'he-normal': (random, fanIn) => random.normal() * Math.sqrt(2 / fanIn),
  'xavier-uniform': (random, fanIn, fanOut) => (2 * random.uniform() - 1) * Math.sqrt(6 / (fanIn + fanOut)),
};

/** Start values of a parameter: a weight entry by entry as `initial` says, all else as it stands in the layers. */
export function initialValues(
  { values, fans }: Parameter,
  initial: InitialWeights,
  random: Random,
): Float64Array {
  return fans ? values.map(() => draws[initial](random, fans.in, fans.out)) : values;
}
