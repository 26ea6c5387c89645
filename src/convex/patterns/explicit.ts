import { InputError } from '../../core/errors.js';
import type { PatternSet } from './pattern.js';

/**
 * Patterns given as strings of 0 and 1, one character per training row; duplicates dropped.
 * Throws InputError at `pointer` where a string has the wrong length.
 */
export function explicitPatterns(texts: readonly string[], n: number, pointer: string): PatternSet {
  const errors = texts.flatMap((text, i) =>
    text.length === n
      ? []
      : [
          {
            pointer: `${pointer}/${i}`,
            message: `has ${text.length} characters; the training part has ${n} rows`,
          },
        ],
  );
  if (errors.length > 0) throw new InputError(errors.slice(0, 20));
  const patterns = [...new Set(texts)].map((text) => ({ active: Uint8Array.from(text, Number) }));
  return { patterns };
}
