import type { ExperimentContext } from './experiment.js';
import { type Trained, train } from './train.js';

export const radius = 0.08;
const points = 34;
const distinct = 360;

export const boxSettings = {
  points,
  'box radius': radius,
  weight: 1e-9,
  'distinct patterns': distinct,
} as const;

export const boxDifferences: readonly string[] = [
  'The points are not printed: drawn here with disjoint boxes and labels of a network that is stable on every box (generator box-separable), because with labels by chance few patterns are usable and some boxes cannot be fitted at all.',
  'The box does not reach into the column of ones; patterns are sampled on the clean rows, which loses nothing (a pattern that only perturbed rows have forces its neurons to zero).',
];

/** The two networks of Figs. 2 and 3: the standard program fits points, the robust one boxes. */
export interface PointsAndBoxes {
  readonly standard: Trained;
  readonly robust: Trained;
}

export async function fitPointsAndBoxes(context: ExperimentContext): Promise<PointsAndBoxes> {
  const spec = (threat: number) => ({
    data: { source: 'generator', name: 'box-separable', n: points, radius, bias: true, seed: 3 } as const,
    regularizer: { weight: 1e-9 },
    threat: { radius: threat },
    solver: {
      name: 'convex',
      options: { patterns: { method: 'sampled', distinct }, robust: 'stable', tolerance: 1e-9 },
    },
    evaluate: { attacks: [] },
    seed: 3,
  });
  return {
    standard: await train(spec(0), context, { phase: 'Algorithm 1 (points)', fraction: 0 }),
    robust: await train(spec(radius), context, { phase: 'Algorithm 2 (boxes)', fraction: 0.4 }),
  };
}
