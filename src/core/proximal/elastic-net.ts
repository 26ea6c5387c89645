import { parameters, share } from './parameter.js';
import { separable } from './separable.js';

export interface ElasticNetParams {
  /** Share of the l1 norm, in [0, 1]. */
  readonly mix: number;
}

/** sum_i mix |x_i| + (1 - mix) x_i^2 / 2. The operator is soft thresholding and then a division. */
export const elasticNet = separable<ElasticNetParams>({
  name: 'elastic-net',
  formula: 'sum mix |x| + (1 - mix) x^2 / 2',
  reference:
    'Zou, Hastie: Regularization and variable selection via the elastic net. J. R. Stat. Soc. B 67 (2005)',
  convex: true,
  paramsSchema: parameters({ mix: share(0.5, 'Share of the l1 norm.') }),
  at: (size, { mix }) => mix * size + ((1 - mix) * size ** 2) / 2,
  threshold: (step, { mix }) => step * mix,
  shrink: (size, step, { mix }) => (size - step * mix) / (1 + step * (1 - mix)),
  slope: (size, { mix }) => mix + (1 - mix) * size,
});
