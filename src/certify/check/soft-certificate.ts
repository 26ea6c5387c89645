import type { Certificate } from '../../core/generated/documents.js';
import { type Claim, condition } from './claim.js';
import { dualCheck } from './dual-certificate.js';
import { shiftConditions, shiftShapes } from './shift-claims.js';
import { softNorm } from './soft-formula.js';
import { areSparseRows, dense } from './sparse-rows.js';

/** Rounding of mu + mu' where both were scaled down to their limit. */
const pairRounding = 4 * Number.EPSILON;

/**
 * Lower bounds on the soft robust program for a choice of slopes lambda: multipliers alpha, nu of the loss, r = shift
 * (one row per group of samples with equal slopes), mu = muInactive and mu' = muActive of what a neuron adds to the
 * range of f beyond lambda x.u. Its objective is at least the worst case of a network, so that one may beat it.
 */
export const checkSoftCertificate = dualCheck({
  about: "the soft program with the certificate's slopes, whose value the network itself may beat",
  fields: ['slopes', 'muInactive', 'muActive'],

  family: () => 'soft',

  shapes(certificate, rows, columns) {
    const { slopes, muInactive, muActive } = certificate;
    const neurons = slopes?.length ?? 0;
    const sparse = `a sparse vector on training rows for each of the ${neurons} neurons`;
    return [
      condition(
        '/slopes',
        slopes !== undefined && neurons % 2 === 0 && slopes.every((lambda) => lambda.length === rows),
        `${rows} entries for each neuron, as many v as w`,
      ),
      condition('/muInactive', areSparseRows(muInactive, neurons, rows), sparse),
      condition('/muActive', areSparseRows(muActive, neurons, rows), sparse),
      ...shiftShapes(certificate, rows, columns),
    ];
  },

  /** Neurons are free: any network that is no wider is a point of the program. */
  members({ slopes = [] }, _problem, { output }) {
    const positive = output.data.filter((a) => a > 0).length;
    const negative = output.data.filter((a) => a < 0).length;
    const fits = Math.max(positive, negative) <= slopes.length / 2;
    return [condition('/slopes', fits, 'the program has the neurons of the network, of either sign')];
  },

  conditions(certificate, radii) {
    const { slopes = [] } = certificate;
    const alike = (k: number, l: number) => slopes.every((lambda) => lambda[k] === lambda[l]);
    return [
      condition(
        '/slopes',
        slopes.every((lambda) => lambda.every((slope) => slope >= 0 && slope <= 1)),
        '0 <= lambda <= 1',
      ),
      ...excessConditions(certificate),
      ...shiftConditions(certificate, radii, alike),
    ];
  },

  largest: softNorm,
});

/** The two multipliers of an excess share what the loss has for the side of f that it widens. */
function excessConditions({ nu, alpha, muInactive = [], muActive = [] }: Certificate): Claim[] {
  const nonnegative = [...muInactive, ...muActive].every(({ values }) => values.every((v) => v >= 0));
  const neurons = muInactive.length;
  const shares = muInactive.every((vector, i) => {
    const sigma = i < neurons / 2 ? 1 : -1;
    const inactive = dense(vector, nu.length);
    const active = dense(muActive[i]!, nu.length);
    return inactive.every((mu, k) => {
      const limit = (alpha[k]! + sigma * nu[k]!) / 2;
      return mu + active[k]! <= limit * (1 + pairRounding);
    });
  });
  return [
    condition('/muInactive', nonnegative, "mu >= 0, mu' >= 0"),
    condition('/muActive', shares, "mu + mu' <= (alpha + sigma nu) / 2"),
  ];
}
