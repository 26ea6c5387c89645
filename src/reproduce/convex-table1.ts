import type { Spec } from '../core/generated/input.js';
import type { AnyProblem } from '../core/problem.js';
import { validateDocument } from '../core/validation.js';
import { loadProblem } from '../data/load-problem.js';
import { chooseAttacks } from '../pipeline/choose-attacks.js';
import { evaluate } from '../pipeline/evaluate.js';
import { cifar, cifarFiles } from './cifar-part.js';
import {
  type Measured,
  type Method,
  type Numbers,
  orderings,
  resultRows,
  summary,
} from './convex-table1-published.js';
import { withData } from './data-folder.js';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentResult,
  measured,
  notMeasured,
} from './experiment.js';
import { baiEtAl } from './papers.js';
import { train } from './train.js';

type Data = Spec['data'];

/** Sizes of the experiment, as published and in its quick form. */
export interface Table1Size {
  readonly images: number;
  readonly side: number;
  readonly repeats: number;
  readonly epochs: number;
  readonly attackSteps: number;
  readonly seconds: number;
}
const full: Table1Size = { images: 600, side: 7, repeats: 7, epochs: 400, attackSteps: 40, seconds: 3600 };
const quick: Table1Size = { images: 150, side: 3, repeats: 1, epochs: 60, attackSteps: 10, seconds: 120 };

const radius = 10;
const patterns = 36;

/** Robustness on two classes of CIFAR-10: the paper's five methods and the soft program, clean and attacked. */
export const convexTable1: Experiment = {
  name: 'convex-table1',
  title: 'CIFAR-10, automobile against horse',
  source: `${baiEtAl}, Table I`,

  run: (context) => table1(context.quick ? quick : full, context),
};

/** Table I at a chosen size; throws InputError without a folder of data. */
export async function table1(whole: Table1Size, given: ExperimentContext): Promise<ExperimentResult> {
  const context = withData(given, cifar);
  const size = { ...whole, repeats: context.repeats ?? whole.repeats };
  const problem = await attackedProblem(size, context.dataFolder);
  const measurements = new Map<Method, Measured>();
  for (const method of methods) measurements.set(method.name, await measure(method, size, problem, context));

  return {
    settings: {
      'training images': problem.train.x.rows,
      'test images': problem.test!.x.rows,
      columns: problem.train.x.cols,
      radius,
      weight: 1e-4,
      width: 2 * patterns,
      'distinct patterns': patterns,
      repeats: size.repeats,
      epochs: size.epochs,
    },
    differences: differencesOf(size, problem),
    claims: orderings.map(({ claim, printed, holds, show, needs }) => {
      const missing = needs.find((name) => 'missing' in measurements.get(name)!);
      if (missing) {
        const { missing: why } = measurements.get(missing) as { missing: string };
        return notMeasured(claim, printed, `${missing}: ${why}`);
      }
      const means = (name: Method) => (measurements.get(name) as { mean: Numbers }).mean;
      return measured(claim, printed, show(means), holds(means));
    }),
    tables: [
      {
        caption: 'Mean (standard deviation) over the repeats; accuracies on test images in %',
        columns: ['method', '', 'clean', 'FGSM', 'PGD', 'certified', 'objective', 's a run'],
        rows: methods.flatMap(({ name }) => resultRows(name, measurements.get(name)!)),
      },
    ],
    figures: [],
  };
}

interface MethodSetting {
  readonly name: Method;
  /** Trains with the threat; else on clean rows. */
  readonly robust: boolean;
  readonly solver: (size: Table1Size) => NonNullable<Spec['solver']>;
  /** Which number of the evaluation the method minimises. */
  readonly objective: 'clean' | 'attacked' | 'worst';
}

const convex = (robust: 'stable' | 'soft-mm') => () => ({
  name: 'convex',
  options: { patterns: { method: 'sampled', distinct: patterns }, robust },
});

const methods: readonly MethodSetting[] = [
  {
    name: 'GD-std',
    robust: false,
    objective: 'clean',
    solver: ({ epochs }) => ({ name: 'gd-std', options: { epochs } }),
  },
  {
    name: 'GD-FGSM',
    robust: true,
    objective: 'attacked',
    solver: ({ epochs }) => ({ name: 'gd-fgsm', options: { epochs } }),
  },
  {
    name: 'GD-PGD',
    robust: true,
    objective: 'attacked',
    solver: ({ epochs, attackSteps }) => ({
      name: 'gd-pgd',
      options: { epochs, steps: attackSteps, stepFraction: attackSteps === 40 ? 1 / 30 : 0.25 },
    }),
  },
  { name: 'Algorithm 1', robust: false, objective: 'clean', solver: convex('stable') },
  { name: 'Algorithm 2', robust: true, objective: 'worst', solver: convex('stable') },
  { name: 'soft-mm', robust: true, objective: 'worst', solver: convex('soft-mm') },
];

function specOf({ images, side, seconds }: Table1Size, threat: number): Omit<Spec, 'relucent' | 'solver'> {
  const data: Data = {
    source: 'file',
    format: 'cifar10',
    path: cifarFiles.train,
    test: { path: cifarFiles.test },
    classes: [1, 7],
    limit: images,
    downsample: [side, side],
  };
  return {
    data,
    model: { hidden: [2 * patterns] },
    regularizer: { weight: 1e-4 },
    threat: { radius: threat },
    evaluate: {
      attacks: [{ name: 'fgsm' }, { name: 'pgd', steps: 40, stepFraction: 1 / 30 }],
    } as NonNullable<Spec['evaluate']>,
    limits: { seconds },
  };
}

/** The problem all networks are judged on, whatever they were trained for. */
async function attackedProblem(size: Table1Size, folder: string): Promise<AnyProblem> {
  const document = validateDocument({ relucent: 1, ...specOf(size, radius) });
  if (document.kind !== 'spec') throw new RangeError('expected a spec');
  return loadProblem(document.spec, { folder });
}

async function measure(
  method: MethodSetting,
  size: Table1Size,
  problem: AnyProblem,
  context: ExperimentContext,
): Promise<Measured> {
  const place = methods.indexOf(method);
  const runs: Numbers[] = [];
  for (let seed = 0; seed < size.repeats; seed++) {
    const spec = { ...specOf(size, method.robust ? radius : 0), solver: method.solver(size), seed };
    const phase = `${method.name} ${seed + 1}/${size.repeats}`;
    const fraction = (place + seed / size.repeats) / methods.length;
    const { network, result } = await train(spec, context, { phase, fraction });
    if (!network) return { missing: result.reason };
    const document = validateDocument({ relucent: 1, ...spec });
    if (document.kind !== 'spec') throw new RangeError('expected a spec');
    const attacks = chooseAttacks(document.spec.evaluate, problem, context.registry, '');
    const { metrics, objective, attacked } = await evaluate(network, problem, attacks, true);
    const test = metrics.test!;
    const clean = result.objective!;
    runs.push({
      clean: 100 * test.accuracy!,
      fgsm: 100 * test.attacks['fgsm']!.accuracy!,
      pgd: 100 * test.attacks['pgd']!.accuracy!,
      certified: 100 * test.certifiedAccuracy!,
      objective: { clean, attacked: attacked!, worst: objective! }[method.objective],
      seconds: result.timing['total']!,
    });
  }
  return summary(runs);
}

function differencesOf(size: Table1Size, { train, test }: AnyProblem): string[] {
  const repeats = size.repeats === full.repeats ? [] : [`Runs: ${size.repeats} in place of ${full.repeats}.`];
  const smaller =
    size.images < full.images
      ? [
          `Quick form: ${size.images} training images in place of ${full.images}, ${size.side} x ${size.side} pixels in place of ${full.side} x ${full.side}, ${size.epochs} epochs, ${size.attackSteps} attack steps in training in place of ${full.attackSteps}.`,
        ]
      : [];
  return [
    ...smaller,
    ...repeats,
    `The data are the part of CIFAR-10 in the folder given: ${train.x.rows} training and ${test!.x.rows} test images of the two classes (published: all 2000 test images, it is not said which 600 are trained on).`,
    'Not printed, chosen here: block means of the pixels, no scaling of 0 to 255, no column of ones; Adam, batches of 50, cosine decay; runs differ in their seed alone.',
    'The objective of GD-FGSM and GD-PGD is taken under the strongest attack on each row, that of Algorithm 2 is its exact worst case.',
    'soft-mm is not in the paper: the soft robust program on as many patterns, its slopes and neurons improved in turn; its objective is a certified worst case.',
    'Algorithm 2 starts from the all-active pattern, which random draws on raw pixels seldom miss; patterns that no neuron can keep on every box are left out.',
  ];
}
