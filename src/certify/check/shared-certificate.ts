import { enumerateCells, mostCells } from '../../convex/patterns/cells.js';
import type { Certificate } from '../../core/generated/documents.js';
import { addScaled, row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { condition } from './claim.js';
import { dualCheck } from './dual-certificate.js';
import { keepPatterns } from './keep-patterns.js';
import type { RoundedNorm } from './rounded-sum.js';
import { spectralNorm } from './spectral-norm.js';

/** Cells that are gone through to see whether the patterns are all there are. */
const cellLimit = 100_000;
/** Share of a spectral norm that its bisection, and the Gram matrix behind it, leave open. */
const spectralRounding = 1e-12;

/**
 * Lower bounds on networks with several outputs whose neurons keep one of the patterns and feed any direction:
 * multipliers N = nu (n, K) of the loss, row by row, with ||X' D_i N||_2 <= C beta for every pattern.
 */
export const checkSharedCertificate = dualCheck({
  about: "networks of the certificate's patterns, whatever outputs their neurons feed",
  fields: ['patterns'],
  family: () => 'shared',

  shapes({ patterns = [] }, rows) {
    return [
      condition(
        '/patterns',
        patterns.every((text) => text.length === rows && /^[01]*$/.test(text)),
        `${rows} characters 0 or 1 each`,
      ),
    ];
  },

  members: keepPatterns,
  conditions: (_certificate, radii) => [
    condition(
      '/radii',
      Array.from(radii).every((radius) => radius === 0),
      'all 0: the bound is one on standard training',
    ),
  ],

  scope({ patterns = [] }, { train: { x } }) {
    if (mostCells(x.rows, x.cols) > cellLimit) return 'sampled-patterns';
    const known = new Set(patterns);
    const all = enumerateCells(x).every(({ active }) => known.has(Array.from(active).join('')));
    return all ? 'global' : 'sampled-patterns';
  },

  largest(certificate, problem): RoundedNorm {
    let most: RoundedNorm = { value: 0, rounding: 0 };
    for (const text of certificate.patterns ?? []) {
      const norm = pulledNorm(certificate, problem, text);
      if (norm.value > most.value) most = norm;
    }
    return most;
  },
});

/** ||X' D N||_2 and its rounding, as a share of the norm of the sum of absolute values. */
function pulledNorm({ nu }: Certificate, { train: { x, y } }: Problem, text: string): RoundedNorm {
  const pulled = zeros(x.cols, y.cols);
  const sizes = zeros(x.cols, y.cols);
  for (let k = 0; k < x.rows; k++) {
    if (text[k] !== '1') continue;
    const multipliers = Float64Array.from(nu.slice(k * y.cols, (k + 1) * y.cols));
    for (let j = 0; j < x.cols; j++) {
      const entry = x.data[k * x.cols + j]!;
      addScaled(row(pulled, j), entry, multipliers);
      addScaled(row(sizes, j), Math.abs(entry), multipliers.map(Math.abs));
    }
  }
  const value = spectralNorm(pulled);
  const size = Math.sqrt(sizes.data.reduce((sum, entry) => sum + entry * entry, 0));
  return { value, rounding: spectralRounding * value + (x.rows + 4) * Number.EPSILON * size };
}
