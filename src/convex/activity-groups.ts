import type { Pattern } from './patterns/pattern.js';

/**
 * Samples that see one and the same slope g, hence share one worst-case shift: robust programs need absolute values
 * of g once per group, not once per sample.
 */
export interface ActivityGroups {
  /** Group of each sample (n,). */
  readonly group: Uint32Array;
  /** One sample of each group. */
  readonly representative: readonly number[];
}

/** Groups samples 0..n-1 by what `keyOf` says of them. */
export function groupSamples(n: number, keyOf: (k: number) => string): ActivityGroups {
  const group = new Uint32Array(n);
  const representative: number[] = [];
  const known = new Map<string, number>();
  for (let k = 0; k < n; k++) {
    const key = keyOf(k);
    let index = known.get(key);
    if (index === undefined) {
      index = representative.push(k) - 1;
      known.set(key, index);
    }
    group[k] = index;
  }
  return { group, representative };
}

/** Samples on which exactly the same patterns are active. */
export function activityGroups(patterns: readonly Pattern[], n: number): ActivityGroups {
  return groupSamples(n, (k) => patterns.map((pattern) => pattern.active[k]).join(''));
}
