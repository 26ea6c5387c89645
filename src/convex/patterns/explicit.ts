import { InputError } from '../../core/errors.js';
import type { FieldError } from '../../core/generated/documents.js';
import type { PatternSet } from './pattern.js';

const reportedErrors = 20;

/**
 * Patterns given as strings of 0 and 1, one character per training row; duplicates dropped.
 * Throws InputError at `pointer` where a string has the wrong length.
 */
export function explicitPatterns(texts: readonly string[], n: number, pointer: string): PatternSet {
  const errors: FieldError[] = [];
  for (const [i, text] of texts.entries()) {
    if (text.length === n || errors.length >= reportedErrors) continue;
    const message = `has ${text.length} characters; the training part has ${n} rows`;
    errors.push({ pointer: `${pointer}/${i}`, message });
  }
  if (errors.length > 0) throw new InputError(errors);
  const patterns = [...new Set(texts)].map((text) => ({ active: Uint8Array.from(text, Number) }));
  return { patterns };
}
