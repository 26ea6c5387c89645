import { zeros } from '../core/matrix.js';
import { type AnyProblem, hiddenWidth } from '../core/problem.js';
import { createRandom } from '../core/random.js';
import type { ReluNetwork } from '../core/relu-network.js';

/** U ~ N(0, 1/d) and alpha ~ N(0, 1/m), entry by entry, from the problem's seed. */
export function initialNetwork(problem: AnyProblem): ReluNetwork {
  const random = createRandom(problem.seed, 'initial network');
  const m = hiddenWidth(problem);
  const hidden = zeros(m, problem.train.x.cols);
  const output = zeros(1, m);
  for (let i = 0; i < hidden.data.length; i++) hidden.data[i] = random.normal() / Math.sqrt(hidden.cols);
  for (let j = 0; j < m; j++) output.data[j] = random.normal() / Math.sqrt(m);
  return { hidden, output };
}
