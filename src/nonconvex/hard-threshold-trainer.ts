import { inputError } from '../core/errors.js';
import type { HardThresholdOptions } from '../core/generated/documents.js';
import { norm2 } from '../core/matrix.js';
import { schema } from '../core/schemas.js';
import {
  keepLargest,
  type Thresholding,
  type ThresholdingState,
  thresholdingStart,
  thresholdingStep,
} from './algorithms/hard-thresholding.js';
import { filterTrainer } from './filter-trainer.js';
import { angle } from './patches/angle.js';
import { populationLoss } from './patches/population-loss.js';

/** Adaptive hard thresholding, as a plugin. The network it returns is cut to the allowed number of nonzeros. */
export const hardThresholdTrainer = filterTrainer<HardThresholdOptions, ThresholdingState>({
  name: 'hard-threshold',
  description:
    'Adaptive hard thresholding for the model "patches": gradient steps on a filter with a given number of nonzeros.',
  optionsSchema: schema('solvers/hard-threshold.json'),
  references: [
    'Dinh, Xin: Convergence of a relaxed variable splitting method for learning sparse neural networks',
  ],

  regularizes: ({ regularizer }) =>
    regularizer.name === 'l0' || `it limits the number of nonzero weights: use the regularizer "l0"`,

  check({ s }, d, pointer) {
    if (s > d) throw inputError(`${pointer}/s`, `must be at most ${d}, the entries of the filter`);
  },

  method({ loss, teacher, start }, options) {
    const { s: nonzeros } = options;
    const thresholding: Thresholding = {
      loss,
      nonzeros,
      stepSize: options.eta ?? 1 / loss.curvature,
    };
    return {
      init: () => thresholdingStart(thresholding, start),
      step: (state) => thresholdingStep(thresholding, state),
      residuals: ({ w }) => ({ gradient: norm2(loss.gradient(w)) }),
      filter: ({ w }) => keepLargest(w, nonzeros),
      details({ w, cuts }) {
        const kept = keepLargest(w, nonzeros);
        const cut = norm2(w.map((each, j) => each - kept[j]!));
        const known = { eta: thresholding.stepSize, w: [...w], cuts, cutAtTheEnd: cut };
        if (!teacher) return known;
        const { filter } = teacher;
        return {
          ...known,
          risk: populationLoss(teacher).value(kept),
          ...(norm2(kept) === 0 ? {} : { angleToTeacher: angle(kept, filter) }),
        };
      },
    };
  },
});
