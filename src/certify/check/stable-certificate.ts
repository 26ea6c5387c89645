import { dot, norm2, row } from '../../core/matrix.js';
import { isAdversarial } from '../../core/problem.js';
import { condition } from './claim.js';
import { dualCheck } from './dual-certificate.js';
import { shiftConditions, shiftShapes } from './shift-claims.js';
import { areSparseRows } from './sparse-rows.js';
import { stableNorm } from './stable-formula.js';

/** Cosine up to which a row counts as lying on a neuron's hyperplane, where either activity will do. */
const onHyperplane = 1e-7;

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

  /**
   * The bound is on the program of the certificate's patterns, so the network must be a point of that program: every
   * neuron keeps one of the patterns on the training rows. With patterns left out, the bound would come out higher.
   */
  members({ patterns = [] }, { train: { x } }, network) {
    const known = new Set(patterns);
    const rows = Array.from({ length: x.rows }, (_, k) => row(x, k));
    const lengths = rows.map(norm2);
    const keepsOne = (j: number) => {
      const u = row(network.hidden, j);
      const z = rows.map((point) => dot(point, u));
      if (known.has(z.map((value) => (value >= 0 ? '1' : '0')).join(''))) return true;
      const allowed = lengths.map((length) => onHyperplane * length * norm2(u));
      const keeps = (text: string) =>
        z.every((value, k) => (text[k] === '1' ? value : -value) >= -allowed[k]!);
      return patterns.some(keeps);
    };
    const neurons = Array.from({ length: network.hidden.rows }, (_, j) => j);
    return [condition('/patterns', neurons.every(keepsOne), 'every neuron of the network keeps one of them')];
  },

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
