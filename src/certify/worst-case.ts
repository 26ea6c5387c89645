import { worstOver } from '../core/losses/loss.js';
import { row } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import { paceOf } from '../core/pace.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import { type FormRange, type Ranges, rangesOf } from './form-ranges.js';

/** Proven facts about a network on the boxes around a sample's rows. */
export interface WorstCase {
  /** Upper bound on sum_k max over the box of l(f, y_k), unscaled. */
  readonly loss: number;
  /** True where `loss` is that sum, up to rounding: no neuron is unstable on any box, and there is one output. */
  readonly exact: boolean;
  /** Where the bound comes from; see {@link rangesOf}. */
  readonly by: 'exact' | Ranges['by'];
  /** Rows whose label is right everywhere in their box. */
  readonly certified: number;
}

/**
 * Lets other events through between rows. Undefined where no finite bound is found in reasonable time, or the signal is
 * aborted meanwhile; a run that was cancelled before still gets its bound.
 */
export async function worstCase(
  network: Network,
  sample: Sample,
  problem: Pick<AnyProblem, 'loss' | 'radii'>,
  signal?: AbortSignal,
): Promise<WorstCase | undefined> {
  const ranges = rangesOf(network, sample.x, problem.radii);
  if (!ranges) return undefined;
  const pace = paceOf(signal?.aborted ? undefined : signal);
  let loss = 0;
  let exact = true;
  let certified = 0;
  for (let k = 0; k < sample.x.rows; k++) {
    if (!(await pace.goOn())) return undefined;
    const worst = worstRow(ranges.around(k), row(sample.y, k), problem);
    loss += worst.loss;
    exact &&= worst.exact;
    if (worst.right) certified++;
  }
  return Number.isFinite(loss) ? { loss, exact, by: exact ? 'exact' : ranges.by, certified } : undefined;
}

interface WorstRow {
  readonly loss: number;
  readonly exact: boolean;
  /** The label is right everywhere in the box. */
  readonly right: boolean;
}

function worstRow(
  range: FormRange,
  y: Float64Array,
  { loss, radii }: Pick<AnyProblem, 'loss' | 'radii'>,
): WorstRow {
  const unit = (i: number) => Float64Array.from(y, (_, j) => (j === i ? 1 : 0));
  const gaps = y.length > 1 ? marginGaps(range, y) : [];
  const right = gaps.every((gap) => gap < 0);
  if (loss.over === 'row') {
    // One-hot: -log softmax(f)_c = log(1 + sum_{j != c} exp(-(f_c - f_j))), which falls in every margin.
    const values = Float64Array.of(0, ...gaps);
    const own = values.map((_, i) => (i === 0 ? 1 : 0));
    return { loss: loss.value(values, own), exact: false, right };
  }
  const ranges = Array.from(y, (_, i) => range(unit(i)));
  const worst = ranges.reduce((sum, { low, high }, i) => sum + worstOver(loss, low, high, y[i]!), 0);
  const stable = ranges.every((one) => one.exact);
  // Several outputs need not be at their worst in the same corner.
  if (y.length > 1) return { loss: worst, exact: stable && radii.every((radius) => radius === 0), right };
  const { low, high } = ranges[0]!;
  return { loss: worst, exact: stable, right: y[0]! > 0 ? low > 0 : high < 0 };
}

/** The largest f_j - f_c over the box, c the output of the row's own class, for every other output j. */
function marginGaps(range: FormRange, y: Float64Array): number[] {
  const own = y.indexOf(Math.max(...y));
  return Array.from(y.keys())
    .filter((j) => j !== own)
    .map((j) => range(Float64Array.from(y, (_, i) => (i === j ? 1 : i === own ? -1 : 0))).high);
}
