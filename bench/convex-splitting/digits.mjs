// The program of bench/convex-digits.mjs: MNIST 3 against 8, squared loss, as scnn poses it.
const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { samplePatterns } = await compiled('convex/patterns/sampled.js');
const { createRandom } = await compiled('core/random.js');
const { validateDocument } = await compiled('core/validation.js');
const { loadProblem } = await compiled('data/load-problem.js');

/** minimise ||f - y||^2 / (2 n) + weight sum_i ||u_i|| over all images or the first `limit`, pixels from 0 to 1. */
export async function digitsCase(folder, { patterns: wanted, weight, limit }) {
  const { spec } = validateDocument({
    relucent: 1,
    data: {
      source: 'file',
      path: 'train-images-idx3-ubyte.gz',
      target: 'train-labels-idx1-ubyte.gz',
      classes: [3, 8],
      scale: [0, 1],
      bias: false,
      ...(limit ? { limit } : {}),
    },
    loss: { type: 'squared' },
    regularizer: { weight },
  });
  const problem = await loadProblem(spec, { folder });
  const { patterns } = samplePatterns(problem.train.x, { distinct: wanted }, createRandom(0, 'bench'));
  return { problem, patterns };
}
