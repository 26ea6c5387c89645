import type { Spec } from '../core/generated/input.js';
import { idxFiles, withData } from './data-folder.js';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentFigure,
  type ExperimentTable,
  measured,
  type PublishedClaim,
} from './experiment.js';
import { curves, figureOf, lowerErrorClaims, tableOf } from './ialam-claims.js';
import {
  isReached,
  type Method,
  type Missing,
  methods,
  penalties,
  type Reached,
  reachAll,
} from './ialam-runs.js';
import { liuLiuChen } from './papers.js';

interface Size {
  readonly rows: number;
  readonly hidden: readonly number[];
  /** Wall seconds of every run. */
  readonly seconds: number;
}
const thousand: Size = { rows: 1000, hidden: [100, 50], seconds: 40 };
const whole: Size = { rows: 60_000, hidden: [200, 100], seconds: 900 };
const quick: Size = { ...thousand, seconds: 20 };

const lambdaW = 1e-4;

/** Training error, accuracy and column sparsity on MNIST. */
export const ialamMnist: Experiment = {
  name: 'ialam-mnist',
  title: 'Training error, accuracy and column sparsity on MNIST',
  source: `${liuLiuChen}, MNIST (a) to (f)`,

  async run(given) {
    const context = withData(given, idxFiles('mnist'));
    const claims: PublishedClaim[] = [];
    const tables: ExperimentTable[] = [];
    const figures: ExperimentFigure[] = [];
    const sizes = context.quick ? [quick] : [thousand, whole];
    let all = methods(context.quick ? [0.1] : penalties, { tuned: !context.quick, all: !context.quick });
    for (const [i, { rows, hidden, seconds }] of sizes.entries()) {
      const name = `784-${hidden.join('-')}-10, N = ${rows}`;
      const task = { data: mnistRows(rows), rows, hidden, lambdaW, seconds, seed: 0 };
      const part = { name, from: i / sizes.length, to: (i + 1) / sizes.length };
      const reached = await reachAll(task, all, context, part);
      all = asChosen(all, reached);
      const ended = reached.filter(isReached);
      claims.push(...lowerErrorClaims(name, reached), ...otherClaims(name, ended));
      tables.push(tableOf(`${name}, after ${seconds} s each`, ended));
      figures.push(...figureOf(`mnist-${rows}`, name, ended));
    }
    return { settings: { lambdaW }, differences: differencesOf(context), claims, tables, figures };
  },
};

/** The first images for training, and the test file. */
function mnistRows(rows: number): Spec['data'] {
  return {
    source: 'file',
    format: 'idx',
    path: 'train-images-idx3-ubyte.gz',
    target: 'train-labels-idx1-ubyte.gz',
    limit: rows,
    scale: 'minmax',
    test: { path: 't10k-images-idx3-ubyte.gz', target: 't10k-labels-idx1-ubyte.gz' },
  };
}

/** Every method with the options that did best so far. */
function asChosen(all: readonly Method[], reached: readonly (Reached | Missing)[]): Method[] {
  return all.map((method, m) => {
    const one = reached[m]!;
    return isReached(one) ? { ...method, candidates: [one.chosen] } : method;
  });
}

function differencesOf({ quick }: ExperimentContext): string[] {
  return [
    'One-hot targets and pixels on [0, 1] are our choice, as are slope 0.01, weights, penalties and the factors of the outer loop (docs/methods/ialam.md).',
    'Tested on the 10000 rows of the test file, in place of a fifth as many rows as trained on.',
    'Curves are compared where they end, at equal wall time.',
    'Weights start from N(0, 1 / inputs) in place of N(0, 1 / N^2).',
    quick
      ? 'Quick form: N = 1000 only, one usual penalty and learning rate each, three baselines of six. The full form tries rho 0.01, 0.1 and 1; docs/methods/ialam.md says what each reached.'
      : 'Penalties and learning rates were chosen by the training error at N = 1000 and kept for N = 60000.',
  ];
}

function otherClaims(name: string, ended: readonly Reached[]): PublishedClaim[] {
  const [ialam, sgd] = ['IALAM', 'SGD'].map((label) => ended.find((one) => one.label === label));
  if (!ialam || !sgd) return [];
  const others = ended.filter((one) => one !== ialam);
  return [
    measured(
      `${name}: IALAM is at least as accurate on the training rows as SGD`,
      curves,
      `${ialam.accuracy} against ${sgd.accuracy}`,
      ialam.accuracy! >= sgd.accuracy!,
    ),
    measured(
      `${name}: IALAM takes more columns to zero than all others`,
      'highest column sparse ratio',
      ended.map(({ label, smallColumns }) => `${label} ${smallColumns.toFixed(3)}`).join(', '),
      others.every(({ smallColumns }) => smallColumns < ialam.smallColumns),
      'share of columns no longer than 1e-3',
    ),
    measured(
      `${name}: only the columns of IALAM are exactly zero`,
      'group sparsity',
      ended.map(({ label, zeroColumns }) => `${label} ${zeroColumns.toFixed(3)}`).join(', '),
      ialam.zeroColumns > 0 && others.every(({ zeroColumns }) => zeroColumns === 0),
    ),
  ];
}
