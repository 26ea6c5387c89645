import type { Comparison, Spec } from '../core/generated/documents.js';
import type { Document } from '../core/validation.js';

/** Characters of JSON up to which a result carries its document; what is longer holds its rows inline. */
const longest = 2 ** 16;

/** The part of a result that lets it be checked by itself: what was run. Nothing where that is long. */
export function carriedDocument(document: Document): {
  readonly spec?: Spec;
  readonly comparison?: Comparison;
} {
  const carried = document.kind === 'spec' ? { spec: document.spec } : { comparison: document.comparison };
  return JSON.stringify(carried).length <= longest ? carried : {};
}
