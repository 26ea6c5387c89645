import { firstRows } from '../core/first-rows.js';
import type { Spec } from '../core/generated/input.js';
import type { Network } from '../core/network.js';
import type { AnyProblem } from '../core/problem.js';
import { chooseAttacks } from '../pipeline/choose-attacks.js';
import { measureAttacks } from '../pipeline/measure-attacks.js';
import { cifar, cifarPart } from './cifar-part.js';
import { withData } from './data-folder.js';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentResult,
  type ExperimentTable,
  measured,
  notMeasured,
} from './experiment.js';
import { type GramMethod, type GramSetting, gramMethod, gramMethods } from './gram-methods.js';
import { extremeNorms, type LayerNorm, normText } from './layer-norms.js';
import { aminiEtAl } from './papers.js';
import { attackNames, clean, attacked as published, ratios } from './robust-cnn-published.js';
import { Interrupted, trainAny } from './train.js';

interface Size extends GramSetting {
  readonly images: number;
  readonly testImages: number;
  readonly width: number;
}
const full: Size = {
  images: 2382,
  testImages: 300,
  width: 0.3,
  muMax: 10,
  muMin: 0.1,
  factor: 0.3,
  stages: 5,
  stageEpochs: 6,
  batch: 50,
  learningRate: 0.05,
  extrapolation: 0.9,
  xi: 0.1,
  lambda: 0.1,
};
const quick: Size = { ...full, images: 200, testImages: 40, width: 0.1, stageEpochs: 2, batch: 25 };

const layerNames = ['C1', 'C2', 'C3', 'F1', 'F2', 'F3'];

/** Accuracies in %; `attacked` by attack and ratio, as in {@link label}. */
interface Numbers {
  readonly accuracy: number;
  readonly seconds: number;
  readonly largest: LayerNorm;
  readonly smallest: LayerNorm;
  readonly attacked: ReadonlyMap<string, number>;
}
type Measured = Numbers | { readonly missing: string };

/** The convolutional network with nearly orthonormal filters, clean and attacked: Tables I and II on CIFAR-10. */
export const robustCnn: Experiment = {
  name: 'robust-cnn',
  title: 'Convolutional networks with orthonormal filters',
  source: `${aminiEtAl}, Tables I and II`,
  async run(given) {
    const context = withData(given, cifar);
    const size = context.quick ? quick : full;
    const found = new Map<GramMethod, Measured>();
    for (const [i, method] of gramMethods.entries()) {
      found.set(method, await measure(method, size, context, i / gramMethods.length));
    }
    const { images, testImages, width, stages, stageEpochs, batch, learningRate, xi, lambda } = size;
    return {
      settings: {
        images,
        'test images': testImages,
        width,
        stages,
        'epochs of a stage': stageEpochs,
        batch,
        'learning rate': learningRate,
        mu: `${size.muMax} to ${size.muMin}`,
        xi,
        lambda,
      },
      differences: [
        `The data are the part of CIFAR-10 in the folder given (six of the ten classes): ${images} training images in place of 50000, ${testImages} test images in place of 10000; a network of ${width} times the width.`,
        'The printed learning rates are read as mu_max, mu_min and factor; for InfInd those are 100, 0.1 and 0.3, for InfNorm 1000, 1 and 0.3. So short a run starts at 10 and ends at 0.1.',
        'Not printed: learning rate (times the factor from stage to stage), batches, xi, lambda, the steps of PGD (10 of a quarter of the radius) and the retraction of Parseval (0.01).',
        'The attacks fgsm, regular and random are not kept to the range of the pixels, PGD is.',
        'Time is that of training in seconds; the unit of the printed one is doubtful.',
      ],
      claims: claimsOf(found),
      tables: [tableOne(found), tableTwo(found)],
      figures: [],
    };
  },
};

function specOf(method: GramMethod, size: Size): Omit<Spec, 'relucent'> {
  return {
    data: cifarPart(size.images),
    model: { type: 'cnn', name: 'c-cnn', width: size.width },
    loss: { type: 'cross-entropy' },
    evaluate: { attacks: [] },
    limits: { seconds: 36000 },
    ...gramMethod(method, size),
  };
}

async function measure(
  method: GramMethod,
  size: Size,
  context: ExperimentContext,
  fraction: number,
): Promise<Measured> {
  const progress = { phase: method, fraction };
  const { result, problem, network } = await trainAny(specOf(method, size), context, progress);
  if (!network) return { missing: result.reason };
  return {
    seconds: result.timing['train']!,
    ...extremeNorms(network, layerNames),
    ...(await accuracies(network, problem, size, context)),
  };
}

async function accuracies(network: Network, problem: AnyProblem, size: Size, context: ExperimentContext) {
  const wanted = ratios.flatMap((snr) =>
    attackNames.map((name) => ({
      name,
      snr,
      label: label(name, snr),
      ...(name === 'pgd' ? { steps: 10, stepFraction: 0.25, restarts: 0, clip: [0, 1] } : {}),
    })),
  );
  const attacks = chooseAttacks({ attacks: wanted, certify: false }, problem, context.registry, '');
  const test = firstRows(problem.test!, size.testImages);
  const { right } = await measureAttacks(network, problem, test, [], 1);
  const attacked = new Map<string, number>();
  for (const attack of attacks) {
    const measures = await measureAttacks(network, problem, test, [attack], 1, context.signal);
    if (!measures.complete) throw new Interrupted();
    attacked.set(attack.label, 100 * measures.attacks[attack.label]!.accuracy!);
  }
  return { accuracy: (100 * right.filter(Boolean).length) / right.length, attacked };
}

function label(name: string, snr: number): string {
  return `${name} ${snr} dB`;
}

function claimsOf(found: ReadonlyMap<GramMethod, Measured>): ExperimentResult['claims'] {
  const missing = gramMethods.flatMap((name) => {
    const numbers = found.get(name)!;
    return 'missing' in numbers ? [`${name}: ${numbers.missing}`] : [];
  });
  const of = (name: GramMethod) => found.get(name) as Numbers;
  const means = (name: GramMethod) => {
    const values = [...of(name).attacked.values()];
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const compared = (
    claim: string,
    published: string,
    better: GramMethod,
    others: readonly GramMethod[],
    value: (name: GramMethod) => number,
  ) =>
    missing.length > 0
      ? notMeasured(claim, published, missing.join('; '))
      : measured(
          claim,
          published,
          [better, ...others].map((name) => `${name} ${value(name).toFixed(2)}`).join(', '),
          others.every((name) => value(better) > value(name)),
        );
  const print = (...names: GramMethod[]) => names.map((name) => `${name} ${clean.accuracy[name]}`).join(', ');
  const inMean = 'better in most entries of the table';
  const accuracy = (name: GramMethod) => of(name).accuracy;
  return [
    compared(
      'InfInd-Extra has a better clean accuracy than InfInd',
      print('InfInd-Extra', 'InfInd'),
      'InfInd-Extra',
      ['InfInd'],
      accuracy,
    ),
    compared(
      'InfNorm-Extra has a better clean accuracy than InfNorm',
      print('InfNorm-Extra', 'InfNorm'),
      'InfNorm-Extra',
      ['InfNorm'],
      accuracy,
    ),
    compared(
      'Both Extra methods have a better clean accuracy than Parseval: InfNorm-Extra',
      print('InfNorm-Extra', 'Parseval'),
      'InfNorm-Extra',
      ['Parseval'],
      accuracy,
    ),
    compared(
      'InfInd-Extra is better under attack than InfInd and Parseval (mean over the attacks)',
      inMean,
      'InfInd-Extra',
      ['InfInd', 'Parseval'],
      means,
    ),
    compared(
      'InfNorm-Extra is better under attack than InfNorm and Parseval (mean over the attacks)',
      inMean,
      'InfNorm-Extra',
      ['InfNorm', 'Parseval'],
      means,
    ),
    missing.length > 0
      ? notMeasured('All spectral norms are 1', 'between 1.00 and 1.01', missing.join('; '))
      : measured(
          'All spectral norms are 1 up to 0.05',
          'between 1.00 and 1.01',
          gramMethods
            .map(
              (name) => `${name} ${of(name).smallest.norm.toFixed(2)} to ${of(name).largest.norm.toFixed(2)}`,
            )
            .join(', '),
          gramMethods.every(
            (name) =>
              Math.abs(of(name).smallest.norm - 1) <= 0.05 && Math.abs(of(name).largest.norm - 1) <= 0.05,
          ),
        ),
  ];
}

function tableOne(found: ReadonlyMap<GramMethod, Measured>): ExperimentTable {
  return {
    caption: 'Table I: clean accuracy in %, time, largest and smallest spectral norm of a layer',
    columns: ['method', '', 'accuracy', 'time', 'largest', 'smallest'],
    rows: gramMethods.flatMap((name) => {
      const numbers = found.get(name)!;
      const ours =
        'missing' in numbers
          ? ['–', '–', '–', '–']
          : [
              numbers.accuracy.toFixed(2),
              numbers.seconds.toFixed(1),
              normText(numbers.largest),
              normText(numbers.smallest),
            ];
      const { accuracy, time, largest, smallest } = clean;
      return [
        [name, 'published', accuracy[name].toFixed(2), String(time[name]), largest[name], smallest[name]],
        [name, 'ours', ...ours],
      ];
    }),
  };
}

function tableTwo(found: ReadonlyMap<GramMethod, Measured>): ExperimentTable {
  const ours = (name: GramMethod, key: string) => {
    const numbers = found.get(name)!;
    return 'missing' in numbers ? '–' : numbers.attacked.get(key)!.toFixed(2);
  };
  return {
    caption: 'Table II: accuracy in % under attack',
    columns: ['SNR', 'attack', '', ...gramMethods],
    rows: ratios.flatMap((snr) =>
      attackNames.flatMap((name) => [
        [
          `${snr} dB`,
          name,
          'published',
          ...gramMethods.map((method) => published[snr][name][method]?.toFixed(2) ?? '–'),
        ],
        [`${snr} dB`, name, 'ours', ...gramMethods.map((method) => ours(method, label(name, snr)))],
      ]),
    ),
  };
}
