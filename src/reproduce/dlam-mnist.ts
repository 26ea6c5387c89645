import { idxFiles } from './data-folder.js';
import { differencesOf, found, full, percent, quick, reachAll, settingsOf, tableOf } from './dlam-runs.js';
import { type Experiment, measured } from './experiment.js';
import { wangEtAl } from './papers.js';

/** How far below a figure read off a plot counts as reached. */
const about = 0.05;

/** DLAM and ADMM on handwritten digits. */
export const dlamMnist: Experiment = {
  name: 'dlam-mnist',
  title: 'Digits: alternating minimisation in a tolerance band against ADMM',
  source: `${wangEtAl}, experiments on MNIST`,

  async run(context) {
    const size = context.quick ? quick : full;
    const reached = await reachAll(size, idxFiles('mnist'), context);
    const small = found(reached, 'DLAM', 10);
    const large = found(reached, 'DLAM', 100);
    const paper = found(reached, 'ADMM, gamma 10', 100);
    const beats = (width: 10 | 100, published: string) => {
      const ours = found(reached, 'DLAM', width).last;
      const theirs = [
        found(reached, 'ADMM, gamma 10', width).last,
        found(reached, 'ADMM, gamma 1', width).last,
      ];
      return measured(
        `n = ${width}: DLAM is better than ADMM in the end`,
        published,
        `${percent(ours)} against ${theirs.map(percent).join(' (gamma 10) and ')} (gamma 1)`,
        theirs.every((other) => ours > other),
      );
    };
    return {
      settings: settingsOf(size),
      differences: differencesOf(size, context.quick),
      claims: [
        measured(
          'n = 10: training accuracy of DLAM',
          'about 82 %',
          percent(small.last),
          small.last >= 0.82 - about,
        ),
        measured(
          'n = 100: training accuracy of DLAM',
          'about 85 %',
          percent(large.last),
          large.last >= 0.85 - about,
        ),
        beats(10, '82 % against 50 %'),
        beats(100, '85 % against 80 %'),
        measured(
          'n = 100: ADMM declines slowly in late sweeps',
          'about 80 %, slowly falling',
          `${percent(paper.highest)} at best, ${percent(paper.last)} in the end (gamma 10)`,
          paper.highest - paper.last > 0.01,
        ),
      ],
      tables: [tableOf(reached)],
      figures: [],
    };
  },
};
