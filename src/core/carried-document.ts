import type { ComparisonResult, Result } from './generated/documents.js';
import type { Document } from './validation.js';

/** The spec or comparison that a result carries, if it does. */
export function carriedDocument(result: Result | ComparisonResult | undefined): Document | undefined {
  if (!result) return undefined;
  if ('comparison' in result && result.comparison)
    return { kind: 'comparison', comparison: result.comparison };
  return result.spec && { kind: 'spec', spec: result.spec };
}
