import { idxFiles } from './data-folder.js';
import { differencesOf, found, full, percent, quick, reachAll, settingsOf, tableOf } from './dlam-runs.js';
import { type Experiment, measured } from './experiment.js';
import { wangEtAl } from './papers.js';

/** How far from a figure read off a plot counts as reached. */
const about = 0.05;

/** DLAM and ADMM on images of clothes. */
export const dlamFashion: Experiment = {
  name: 'dlam-fashion',
  title: 'Clothes: alternating minimisation in a tolerance band against ADMM',
  source: `${wangEtAl}, experiments on Fashion-MNIST`,

  async run(context) {
    const size = context.quick ? quick : full;
    const reached = await reachAll(size, idxFiles('fashion-mnist'), context);
    const small = found(reached, 'DLAM', 10);
    const large = found(reached, 'DLAM', 100);
    const others = [found(reached, 'ADMM, gamma 10', 10), found(reached, 'ADMM, gamma 1', 10)];
    return {
      settings: settingsOf(size),
      differences: differencesOf(size, context.quick),
      claims: [
        measured(
          'n = 10: training accuracy of DLAM',
          'about 80 %',
          percent(small.last),
          small.last >= 0.8 - about,
        ),
        measured(
          'n = 10: mean cross-entropy of DLAM',
          'about 0.7',
          small.loss.toPrecision(3),
          small.loss <= 0.7 * (1 + about),
        ),
        measured(
          'n = 10: ADMM hardly learns',
          'below 20 %',
          `${others.map(({ last }) => percent(last)).join(' (gamma 10) and ')} (gamma 1)`,
          others.every(({ last }) => last < 0.2),
        ),
        measured(
          'n = 10: DLAM is as good on test as on training images',
          'the same',
          `${percent(small.train)} and ${percent(small.test)}`,
          Math.abs(small.train - small.test) <= 0.02,
        ),
        measured(
          'n = 100: much as n = 10',
          'similar',
          `${percent(large.last)} of DLAM`,
          large.last >= 0.8 - about,
        ),
      ],
      tables: [tableOf(reached)],
      figures: [],
    };
  },
};
