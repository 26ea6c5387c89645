import type { Certificate } from '../../core/generated/documents.js';
import { dot, norm2, row } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import { type Claim, condition } from './claim.js';

/** Cosine up to which a row counts as lying on a neuron's hyperplane, where either activity will do. */
const onHyperplane = 1e-7;

/**
 * A bound is on the program of the certificate's patterns, so the network must be a point of that program: every
 * neuron keeps one of the patterns on the training rows. With patterns left out, the bound would come out higher.
 */
export function keepPatterns(
  { patterns = [] }: Pick<Certificate, 'patterns'>,
  { train: { x } }: Pick<Problem, 'train'>,
  network: ReluNetwork,
): Claim[] {
  const known = new Set(patterns);
  const rows = Array.from({ length: x.rows }, (_, k) => row(x, k));
  const lengths = rows.map(norm2);
  const keepsOne = (j: number) => {
    const u = row(network.hidden, j);
    const z = rows.map((point) => dot(point, u));
    if (known.has(z.map((value) => (value >= 0 ? '1' : '0')).join(''))) return true;
    const allowed = lengths.map((length) => onHyperplane * length * norm2(u));
    const keeps = (text: string) => z.every((value, k) => (text[k] === '1' ? value : -value) >= -allowed[k]!);
    return patterns.some(keeps);
  };
  const neurons = Array.from({ length: network.hidden.rows }, (_, j) => j);
  return [condition('/patterns', neurons.every(keepsOne), 'every neuron of the network keeps one of them')];
}
