import type { SeparablePenalty } from './penalty.js';

/** What determines a separable penalty: its function of the size of one entry, and that function's operator. */
export interface EntryPenalty<Params>
  extends Pick<SeparablePenalty<Params>, 'name' | 'formula' | 'reference' | 'convex' | 'threshold'> {
  /** rho(size), size >= 0. */
  at(size: number, params: Params): number;
  /** The operator at a size above the threshold: a size again, at most the one it is given. */
  shrink(size: number, step: number, params: Params): number;
}

/** P(x) = sum_i rho(|x_i|): the operator takes each entry towards 0 by itself, its sign kept. */
export function separable<Params = Record<string, never>>(
  entry: EntryPenalty<Params>,
): SeparablePenalty<Params> {
  const { name, formula, reference, convex, threshold } = entry;
  return {
    name,
    formula,
    reference,
    separable: true,
    convex,
    threshold,
    value: (x, params) => x.reduce((sum, each) => sum + entry.at(Math.abs(each), params), 0),
    prox(x, step, params) {
      const least = threshold(step, params);
      return x.map((each) => {
        const size = Math.abs(each);
        return size <= least ? 0 : Math.sign(each) * entry.shrink(size, step, params);
      });
    },
  };
}
