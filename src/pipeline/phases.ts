import type { Run } from './run.js';

/** What progress calls each run: "convex 2/7", on a path "weight 0.01 (3/10)", in a comparison both. */
export function phasesOf(runs: readonly Run[]): string[] {
  const repeats = new Set(runs.map(({ repeat }) => repeat)).size;
  const weights = new Set(runs.map(({ weight }) => weight)).size;
  return runs.map(({ chosen, repeat, weight }, i) => {
    const solver = repeats > 1 ? `${chosen.label} ${repeat! + 1}/${repeats}` : chosen.label;
    return [
      // A spec has one solver, and its repeats are not counted.
      ...(repeat === undefined ? [] : [solver]),
      ...(weight === undefined ? [] : [`weight ${weight} (${(i % weights) + 1}/${weights})`]),
    ].join(', ');
  });
}
