import { isAdversarial } from '../../core/problem.js';
import { condition } from './claim.js';
import { dualCheck } from './dual-certificate.js';
import { keepPatterns } from './keep-patterns.js';
import { shiftConditions, shiftShapes } from './shift-claims.js';
import { areSparseRows } from './sparse-rows.js';
import { stableNorm } from './stable-formula.js';

/**
 * Lower bounds on the paper's programs for a set of patterns: multipliers alpha, nu of the loss, r = shift (one row
 * per group of samples with equal activity) and mu of the cones.
 */
export const checkStableCertificate = dualCheck({
  about: "the program of the certificate's patterns",
  fields: ['patterns', 'mu'],

  family(problem) {
    return isAdversarial(problem) ? 'adversarial' : 'standard';
  },

  shapes(certificate, rows, columns) {
    const { kind, patterns = [], mu = [], shift, group } = certificate;
    return [
      condition(
        '/patterns',
        patterns.every((text) => text.length === rows && /^[01]*$/.test(text)),
        `${rows} characters 0 or 1 each`,
      ),
      condition(
        '/mu',
        areSparseRows(mu, 2 * patterns.length, rows),
        'two sparse vectors for each pattern, on training rows',
      ),
      ...(kind.startsWith('adversarial') || shift || group ? shiftShapes(certificate, rows, columns) : []),
    ];
  },

  members: keepPatterns,

  conditions(certificate, radii) {
    const { patterns = [], mu = [], shift } = certificate;
    const nonnegative = mu.every(({ values }) => values.every((v) => v >= 0));
    const alike = (k: number, l: number) => patterns.every((text) => text[k] === text[l]);
    return [
      condition('/mu', nonnegative, 'mu >= 0'),
      ...(shift ? shiftConditions(certificate, radii, alike) : []),
    ];
  },

  largest: stableNorm,
});
