import { row } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import type { Sample } from '../core/problem.js';
import { type Box, boxAround } from './chain/box.js';
import { type Chain, inputSize } from './chain/chain.js';
import { chainOfNetwork } from './chain/from-network.js';
import { marginForms } from './chain/margin-forms.js';
import { piecesOf } from './pieces/piece.js';
import { screenPieces } from './pieces/screen-pieces.js';
import { branchRow, screenRow } from './rows/certify-row.js';
import { type CertifyOptions, decideRows, type RowSearch } from './rows/decide-rows.js';
import type { Finding, SampleVerdict } from './rows/verdict.js';

export type { CertifyOptions, CertifyProgress } from './rows/decide-rows.js';

/**
 * Decides for every row x_k whether its label is right at every x with |x_j - x_kj| <= radii_j: y f(x) > 0 for one output
 * and y = -1 or 1, f_c(x) > f_j(x) for all j != c for several outputs, c the place of the largest target.
 *
 * See {@link decideRows} for the order of the work. Throws a RangeError for radii, labels or rows that do not fit the chain.
 */
export async function certifySample(
  chain: Chain,
  sample: Sample,
  radii: Float64Array,
  options: CertifyOptions,
): Promise<SampleVerdict> {
  if (sample.x.cols !== inputSize(chain)) {
    throw new RangeError(`expected rows of ${inputSize(chain)} columns, not ${sample.x.cols}`);
  }
  const searches = questionsOf(chain.last.weight.rows, sample, radii).map(({ box, label }) => {
    const question = { chain, box, label };
    return {
      screen: () => screenRow(question),
      branch: (...[screened, nodes, pace]: Parameters<NonNullable<RowSearch['branch']>>) =>
        branchRow(question, screened, nodes, pace),
    };
  });
  return decideRows(searches, options);
}

/**
 * The same for a network of any layers: a chain where it is one, else by intervals, linear relaxation and an attack alone,
 * without branching. Throws a RangeError for radii, labels or rows that do not fit.
 */
export async function certifyNetwork(
  network: Network,
  sample: Sample,
  radii: Float64Array,
  options: CertifyOptions,
): Promise<SampleVerdict> {
  const { cols } = sample.x;
  const chain = chainOfNetwork(network, cols);
  if (chain) return certifySample(chain, sample, radii, options);
  const split = piecesOf(network, cols);
  const searches = questionsOf(split.outputs, sample, radii).map(({ box, label }) => ({
    screen: () => screenPieces({ network, ...split, box, label }),
  }));
  return decideRows(searches, options);
}

/**
 * What is found out without branching, at once and without limits: intervals, linear relaxation and an attack on every row.
 * Throws a RangeError for radii, labels or rows that do not fit.
 */
export function screenSample(network: Network, sample: Sample, radii: Float64Array): Finding[] {
  const chain = chainOfNetwork(network, sample.x.cols);
  if (chain) {
    return questionsOf(chain.last.weight.rows, sample, radii).map((question) =>
      screenRow({ chain, ...question }),
    );
  }
  const split = piecesOf(network, sample.x.cols);
  return questionsOf(split.outputs, sample, radii).map((question) =>
    screenPieces({ network, ...split, ...question }),
  );
}

/** The box and the label of every row. */
function questionsOf(
  outputs: number,
  { x, y }: Sample,
  radii: Float64Array,
): readonly { readonly box: Box; readonly label: number }[] {
  if (x.rows === 0) throw new RangeError('expected at least one row');
  return Array.from({ length: x.rows }, (_, k) => {
    const label = labelOf(row(y, k));
    marginForms(outputs, label);
    return { box: boxAround(row(x, k), radii), label };
  });
}

/** The class that targets (K,) stand for: -1 or 1 of one output, else the place of the largest. */
function labelOf(y: Float64Array): number {
  return y.length === 1 ? y[0]! : y.indexOf(Math.max(...y));
}
