// Programs of bench/convex-scale: Gaussian rows, and two classes of CIFAR-10.
const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { coneMargin, patternOf } = await compiled('convex/patterns/pattern.js');
const { findPatterns } = await compiled('convex/find-patterns.js');
const { default: clarabel } = await compiled('convex/solvers/clarabel-implementation.js');
const { stableDirection } = await compiled('convex/stable-direction.js');
const { createRandom } = await compiled('core/random.js');
const { dot, row } = await compiled('core/matrix.js');
const { validate, validateDocument } = await compiled('core/validation.js');
const { loadProblem } = await compiled('data/load-problem.js');

const weight = 1e-4;

/** Gaussian rows, labels of five random neurons cut at their median with noise, patterns of Gaussian directions. */
export async function gaussianCase({ n, d, P }, radius) {
  const draw = createRandom(1, 'bench');
  const gaussian = (length) => Float64Array.from({ length }, () => draw.normal());
  const x = { rows: n, cols: d, data: gaussian(n * d) };
  const teacher = Array.from({ length: 5 }, () => gaussian(d));
  const outputs = Array.from({ length: n }, (_, k) =>
    teacher.reduce((sum, u, i) => sum + (i % 2 ? -1 : 1) * Math.max(0, dot(u, row(x, k))), 0),
  );
  const median = [...outputs].sort((a, b) => a - b)[Math.floor(n / 2)];
  const noise = 0.3 * Math.sqrt(outputs.reduce((sum, f) => sum + f * f, 0) / n);
  const y = Float64Array.from(outputs, (f) => Math.sign(f - median + noise * draw.normal()) || 1);
  const patterns = new Map();
  while (patterns.size < P) {
    const pattern = patternOf(x, gaussian(d));
    patterns.set(pattern.active.join(''), pattern);
  }
  const name = `Gaussian, ${radius > 0 ? 'adversarial' : 'standard'} hinge`;
  return caseOf(name, x, y, new Float64Array(d).fill(radius), [...patterns.values()]);
}

/** CIFAR-10, automobile against horse: 600 images, 7 x 7 block means of the three colours, 0 to 255. */
export async function imageCase(folder, radius) {
  const spec = {
    relucent: 1,
    data: {
      source: 'file',
      format: 'cifar10',
      path: 'cifar10/data_batch_1_part.bin.gz',
      classes: [1, 7],
      limit: 600,
      downsample: [7, 7],
    },
    model: { hidden: [72] },
    regularizer: { weight },
    threat: { radius },
  };
  const problem = await loadProblem(validateDocument(spec).spec, { folder });
  const options = validate('solvers/convex.json', { patterns: { method: 'sampled', distinct: 36 } });
  const { patterns } = await findPatterns(problem, options, 0, new AbortController().signal);
  const { x, y } = problem.train;
  const name = `CIFAR-10, ${radius > 0 ? 'adversarial' : 'standard'} hinge`;
  return caseOf(name, x, y.data, problem.radii, patterns);
}

async function caseOf(name, x, y, radii, drawn) {
  const patterns = await stable(x, radii, drawn);
  const problem = {
    train: { x, y: { rows: x.rows, cols: 1, data: y } },
    radii,
    lossScale: 1 / x.rows,
    weight,
  };
  const shape = { n: x.rows, d: x.cols, patterns: patterns.length, radius: radii[0] };
  return { name, shape, problem, patterns };
}

/** The patterns whose cells have a point inside for boxes of those radii, with that point. */
async function stable(x, radii, patterns) {
  const inside = (pattern) => pattern?.direction && coneMargin(x, radii, pattern, pattern.direction) > 0;
  const none = new Float64Array(x.cols);
  const kept = [];
  for (const pattern of patterns) {
    // The deepest direction without boxes, a quicker program, most often does with them.
    const quick = inside(pattern) ? pattern : await deepest(x, none, pattern);
    const found = inside(quick) ? quick : await deepest(x, radii, pattern);
    if (found) kept.push(found);
  }
  return kept;
}

async function deepest(x, radii, pattern) {
  const { program, recover } = stableDirection(x, radii, pattern);
  const { x: point } = await clarabel.solve(program, { tolerance: 1e-5, maxIterations: 100 });
  return point && recover(point);
}
