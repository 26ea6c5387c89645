import { worstOver } from '../core/losses/loss.js';
import { row } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { asReluNetwork, type ReluNetwork, singleOutput } from '../core/relu-network.js';
import { type OutputRange, outputRange } from './output-range.js';

/** Proven facts about a network on the boxes around a sample's rows. */
export interface WorstCase {
  /** Upper bound on sum_k max over the box of l(f, y_k), unscaled. */
  readonly loss: number;
  /** True where `loss` is that sum, up to rounding: no neuron is unstable on any box, and there is one output. */
  readonly exact: boolean;
  /** Rows whose label is right everywhere in their box. */
  readonly certified: number;
}

/** Undefined for networks that are not of one hidden ReLU layer without biases. */
export function worstCase(
  network: Network,
  sample: Sample,
  problem: Pick<AnyProblem, 'loss' | 'radii'>,
): WorstCase | undefined {
  const relu = asReluNetwork(network);
  if (!relu) return undefined;
  let loss = 0;
  let exact = true;
  let certified = 0;
  for (let k = 0; k < sample.x.rows; k++) {
    const worst = worstRow(relu, row(sample.x, k), row(sample.y, k), problem);
    loss += worst.loss;
    exact &&= worst.exact;
    if (worst.right) certified++;
  }
  return { loss, exact, certified };
}

interface WorstRow {
  readonly loss: number;
  readonly exact: boolean;
  /** The label is right everywhere in the box. */
  readonly right: boolean;
}

function worstRow(
  network: ReluNetwork,
  point: Float64Array,
  y: Float64Array,
  { loss, radii }: Pick<AnyProblem, 'loss' | 'radii'>,
): WorstRow {
  const margins = y.length > 1 ? marginRanges(network, point, y, radii) : [];
  const right = margins.every(({ low }) => low > 0);
  if (loss.over === 'row') {
    // One-hot: -log softmax(f)_c = log(1 + sum_{j != c} exp(-(f_c - f_j))), which falls in every margin.
    const gaps = Float64Array.of(0, ...margins.map(({ low }) => -low));
    const own = gaps.map((_, i) => (i === 0 ? 1 : 0));
    return { loss: loss.value(gaps, own), exact: false, right };
  }
  const ranges = Array.from(y, (_, i) => outputRange(singleOutput(network, i), point, radii));
  const worst = ranges.reduce((sum, { low, high }, i) => sum + worstOver(loss, low, high, y[i]!), 0);
  const stable = ranges.every((range) => range.exact);
  if (y.length > 1) return { loss: worst, exact: stable && radii.every((radius) => radius === 0), right };
  const [{ low, high }] = ranges as [OutputRange];
  return { loss: worst, exact: stable, right: y[0]! > 0 ? low > 0 : high < 0 };
}

/** Ranges of f_c - f_j over the box, c the output of the row's own class, for every other output j. */
function marginRanges(
  { hidden, output }: ReluNetwork,
  point: Float64Array,
  y: Float64Array,
  radii: Float64Array,
): OutputRange[] {
  const c = y.indexOf(Math.max(...y));
  const own = row(output, c);
  return Array.from(y.keys())
    .filter((j) => j !== c)
    .map((j) => {
      const other = row(output, j);
      const data = own.map((weight, i) => weight - other[i]!);
      return outputRange({ hidden, output: { rows: 1, cols: output.cols, data } }, point, radii);
    });
}
