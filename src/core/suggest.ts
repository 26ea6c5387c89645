import { closest, distance } from 'fastest-levenshtein';

/** The known name nearest to a misspelt one, if it is near enough to be meant. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(name.toLowerCase(), [...known]);
  return distance(name.toLowerCase(), best.toLowerCase()) <= Math.max(2, name.length / 3) ? best : undefined;
}

/** "; did you mean X?", or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const best = suggest(name, known);
  return best === undefined || best === name ? '' : `; did you mean "${best}"?`;
}
