import type { ActivationSpec } from '#relucent/core/activations.js';
import type { LossSpec, RegularizerSpec } from '#relucent/core/generated/documents.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { taskOf } from '../../support/problems.js';

interface Choices {
  readonly loss?: LossSpec['type'];
  readonly regularizer?: Exclude<RegularizerSpec['type'], 'group-lasso' | 'gram-inf-indicator'>;
  readonly activation?: ActivationSpec;
  readonly bias?: boolean;
}

const centres = [
  [2, 0],
  [-1, 2],
  [-1, -2],
] as const;

/** 60 rows in three clouds of the plane, one class each, and an mlp with two hidden layers. */
export function blobs({ loss, regularizer, ...model }: Choices = {}): Promise<AnyProblem> {
  const random = createRandom(8);
  const y = Array.from({ length: 60 }, (_, k) => k % 3);
  const x = y.map((own) => centres[own]!.map((place) => place + 0.5 * random.normal()));
  return loadProblem(
    taskOf({
      data: {
        source: 'inline',
        x,
        y: loss === 'squared' ? y.map((own) => oneHot(own)) : y.map((own) => `class ${own}`),
      },
      model: { type: 'mlp', hidden: [8, 6], ...model },
      loss: { type: loss ?? 'cross-entropy' },
      regularizer: { type: regularizer ?? 'weight-decay', weight: 1e-3 },
    }),
    { pointer: '/data' },
  );
}

function oneHot(own: number): number[] {
  return [0, 1, 2].map((each) => (each === own ? 1 : 0));
}
