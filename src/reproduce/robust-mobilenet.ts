import type { PartMetrics } from '../core/generated/documents.js';
import { outputCount } from '../core/problem.js';
import { chooseAttacks } from '../pipeline/choose-attacks.js';
import { measureAttacks } from '../pipeline/measure-attacks.js';
import { cifar, splitCifarPart } from './cifar-part.js';
import { withData } from './data-folder.js';
import {
  type Experiment,
  type ExperimentContext,
  measured,
  notMeasured,
  type PublishedClaim,
} from './experiment.js';
import { type GramMethod, type GramSetting, gramMethod, gramMethods } from './gram-methods.js';
import { aminiEtAl } from './papers.js';
import { accuracy as printedAccuracy, sizes } from './robust-mobilenet-published.js';
import { Interrupted, trainAny } from './train.js';

interface Size extends GramSetting {
  readonly images: number;
  readonly testImages: number;
  readonly width: number;
  /** Of the attacks: images, wrong classes of each, steps, starts. */
  readonly attack: Readonly<Record<'rows' | 'targets' | 'steps' | 'restarts', number>>;
}
const full: Size = {
  images: 1000,
  testImages: 200,
  width: 0.25,
  muMax: 10,
  muMin: 0.1,
  factor: 0.3,
  stages: 5,
  stageEpochs: 3,
  batch: 50,
  learningRate: 0.05,
  extrapolation: 0.95,
  xi: 0.2,
  lambda: 0.1,
  attack: { rows: 12, targets: 2, steps: 50, restarts: 2 },
};
const quick: Size = {
  ...full,
  images: 60,
  testImages: 12,
  width: 0.1,
  stages: 3,
  stageEpochs: 1,
  batch: 20,
  attack: { rows: 3, targets: 1, steps: 10, restarts: 1 },
};

const attacks = ['pgd-l0', 'pgd-l0-linf'] as const;
type Targeted = PartMetrics['attacks'][string];
/** Accuracy in %, and by attack what became of the targeted attempts. */
interface Numbers {
  readonly accuracy: number;
  /** What guesses may reach, in %. */
  readonly guess: number;
  readonly attacked: Readonly<Record<(typeof attacks)[number], Targeted>>;
}
type Measured = Numbers | { readonly missing: string };

/** MobileNetV2 with nearly orthonormal filters under targeted attacks by few pixels: Table III on CIFAR-10. */
export const robustMobilenet: Experiment = {
  name: 'robust-mobilenet',
  title: 'MobileNetV2 under targeted attacks',
  source: `${aminiEtAl}, Table III`,
  async run(given) {
    const context = withData(given, cifar);
    const size = context.quick ? quick : full;
    const found = new Map<GramMethod, Measured>();
    for (const [i, method] of gramMethods.entries()) {
      found.set(method, await measure(method, size, context, i / gramMethods.length));
    }
    const { images, testImages, width, stages, stageEpochs, batch, learningRate, attack } = size;
    return {
      settings: {
        images,
        'test images': testImages,
        width,
        stages,
        'epochs of a stage': stageEpochs,
        batch,
        'learning rate': learningRate,
        'attacked images': attack.rows,
        'targets of each': attack.targets,
        'attack steps': attack.steps,
        restarts: attack.restarts,
      },
      differences: [
        `The data are the part of CIFAR-10 in the folder given: ${images} training images in place of 50000, ${testImages} more of the same file to test on; a network of ${width} times the width, trained for ${stages * stageEpochs} epochs: accuracies are far from the published ones.`,
        `${attack.rows * attack.targets} attacks of each kind in place of 9000.`,
        'Published: mu from 1e6 to 100 and a cosine rate from 0.01; so short a run takes mu from 10 to 0.1 and a rate that falls with it.',
        'The constants of the attacks are not printed: those of the solver options, the range of the pixels, and 0.1 as the largest change in pgd-l0-linf.',
      ],
      claims: attacks.flatMap((attack) => claimsOf(attack, found)),
      tables: attacks.map((attack) => ({
        caption: `Table III: ${attack}, means over the attacks that succeeded; accuracy in % without attack`,
        columns: ['method', '', 'accuracy', 'success', 'l0', 'l1', 'l2', 'linf'],
        rows: gramMethods.flatMap((name) => rowsOf(name, attack, found.get(name)!)),
      })),
      figures: [],
    };
  },
};

async function measure(
  method: GramMethod,
  size: Size,
  context: ExperimentContext,
  fraction: number,
): Promise<Measured> {
  const spec = {
    data: splitCifarPart(size.images, size.testImages),
    model: { type: 'cnn', name: 'mobilenet-v2', width: size.width },
    loss: { type: 'cross-entropy' },
    evaluate: { attacks: [] },
    limits: { seconds: 36000 },
    ...gramMethod(method, size),
  } as const;
  const { result, problem, network } = await trainAny({ ...spec, evaluate: { attacks: [] } }, context, {
    phase: method,
    fraction,
  });
  if (!network) return { missing: result.reason };
  const wanted = attacks.map((name) => ({ name, clip: [0, 1], ...size.attack }));
  const chosen = chooseAttacks({ attacks: wanted, certify: false }, problem, context.registry, '');
  const test = problem.test!;
  const {
    attacks: attacked,
    right,
    complete,
  } = await measureAttacks(network, problem, test, chosen, 1, context.signal);
  if (!complete) throw new Interrupted();
  return {
    accuracy: (100 * right.filter(Boolean).length) / right.length,
    guess: accuracyOfGuesses(outputCount(problem), right.length),
    attacked: attacked as Numbers['attacked'],
  };
}

/** What guessing among so many classes reaches on so many rows, in %: two standard deviations above its mean. */
function accuracyOfGuesses(classes: number, rows: number): number {
  const chance = 1 / classes;
  return 100 * (chance + 2 * Math.sqrt((chance * (1 - chance)) / rows));
}

/** Each Extra method against the one without extrapolation: more pixels have to change. */
function claimsOf(
  attack: (typeof attacks)[number],
  found: ReadonlyMap<GramMethod, Measured>,
): PublishedClaim[] {
  const pixels = (name: GramMethod) => {
    const numbers = found.get(name)!;
    return 'missing' in numbers ? undefined : numbers.attacked[attack].distortion?.l0;
  };
  // Few changed pixels say nothing where there was little to change.
  const guesses = (name: GramMethod) => {
    const numbers = found.get(name)!;
    return !('missing' in numbers) && numbers.accuracy <= numbers.guess;
  };
  return (['InfInd', 'InfNorm'] as const).map((plain) => {
    const extra = `${plain}-Extra` as const;
    const claim = `${attack}: ${extra} needs more changed pixels than ${plain}`;
    const printed = `${sizes[attack][extra].l0} against ${sizes[attack][plain].l0}`;
    if (guesses(extra) || guesses(plain)) {
      return notMeasured(claim, printed, 'so short a training leaves the networks near a guess');
    }
    const [a, b] = [pixels(extra), pixels(plain)];
    if (a === undefined || b === undefined) return notMeasured(claim, printed, 'no attack succeeded');
    if (a === 0 && b === 0) return notMeasured(claim, printed, 'no pixel had to change for either');
    return measured(claim, printed, `${a.toFixed(1)} against ${b.toFixed(1)}`, a > b);
  });
}

function rowsOf(name: GramMethod, attack: (typeof attacks)[number], ours: Measured): string[][] {
  const { l0, l1, l2, linf } = sizes[attack][name];
  const printed = [printedAccuracy[name].toFixed(2), '–', ...[l0, l1, l2, linf].map(String)];
  return [
    [name, 'published', ...printed],
    [name, 'ours', ...ownCells(attack, ours)],
  ];
}

function ownCells(attack: (typeof attacks)[number], ours: Measured): string[] {
  if ('missing' in ours) return Array<string>(6).fill('–');
  const { distortion, targeted } = ours.attacked[attack];
  const success = targeted ? `${targeted.successes} of ${targeted.attempts}` : '–';
  const norms = distortion
    ? [
        distortion.l0.toFixed(1),
        ...[distortion.l1, distortion.l2, distortion.linf].map((value) => value.toPrecision(3)),
      ]
    : Array<string>(4).fill('–');
  return [ours.accuracy.toFixed(2), success, ...norms];
}
