import type { Provenance } from '../../core/generated/documents.js';
import { type Claim, same } from './claim.js';
import type { Evidence } from './evidence.js';

/** The hashes of a result against the document that was named for it and the data it gives. */
export function provenanceClaims(provenance: Provenance, { specSha256, problem }: Evidence): Claim[] {
  const spec = same(
    '/provenance/specSha256',
    provenance.specSha256,
    specSha256,
    'the document with its defaults filled in',
  );
  if (!problem) return [spec];
  const data = same(
    '/provenance/dataSha256',
    provenance.dataSha256,
    problem.dataSha256,
    'the prepared training and test rows',
  );
  return [spec, data];
}
