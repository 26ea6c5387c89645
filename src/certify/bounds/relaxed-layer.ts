import { addScaled, type Matrix, row, zeros } from '../../core/matrix.js';
import type { ChainLayer } from '../chain/chain.js';
import type { LayerInterval } from './interval.js';

/**
 * A hidden layer on a box, where it needs only its unstable neurons: the others are linear there. The first `unstable`
 * neurons have phi(z) = max(z, slope z) and may take either sign; the rest pass z on as it is.
 */
export interface RelaxedLayer {
  readonly weight: Matrix;
  readonly bias: Float64Array;
  readonly slope: number;
  readonly unstable: number;
  /** Bounds on z of the unstable neurons: low < 0 < high. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Sum of absolute terms of every z_i (see {@link LayerInterval}). */
  readonly magnitude: Float64Array;
}

/**
 * The layer with its stable neurons made linear, and the next layer's weights (k, n) on the neurons that are left.
 * Neurons that are 0 on the whole box are dropped. Where more linear ones are left than the next layer has neurons, each
 * of those gets one linear neuron of its own that adds them up: V_A S (W_A h + b_A).
 */
export function withoutStable(
  { weight, bias, slope }: ChainLayer,
  { low, high, magnitude }: LayerInterval,
  next: Matrix,
): { layer: RelaxedLayer; next: Matrix } {
  const unstable: number[] = [];
  const linear: number[] = [];
  const factor = (i: number) => (low[i]! >= 0 ? 1 : slope);
  for (let i = 0; i < weight.rows; i++) {
    if (!column(next, i).some((v) => v !== 0)) continue;
    if (low[i]! < 0 && high[i]! > 0 && slope < 1) unstable.push(i);
    else if (factor(i) !== 0) linear.push(i);
  }
  const merged = linear.length > next.rows;
  const size = unstable.length + (merged ? next.rows : linear.length);
  const rows = zeros(size, weight.cols);
  const biases = new Float64Array(size);
  const sizes = new Float64Array(size);
  const onward = zeros(next.rows, size);

  unstable.forEach((i, to) => {
    add(to, 1, i);
    for (let k = 0; k < next.rows; k++) onward.data[k * size + to] = next.data[k * next.cols + i]!;
  });
  linear.forEach((i, place) => {
    if (!merged) add(unstable.length + place, 1, i);
    for (let k = 0; k < next.rows; k++) {
      const share = next.data[k * next.cols + i]! * factor(i);
      if (merged) add(unstable.length + k, share, i);
      else onward.data[k * size + unstable.length + place] = share;
    }
  });
  if (merged) for (let k = 0; k < next.rows; k++) onward.data[k * size + unstable.length + k] = 1;

  return {
    layer: {
      weight: rows,
      bias: biases,
      slope,
      unstable: unstable.length,
      low: Float64Array.from(unstable, (i) => low[i]!),
      high: Float64Array.from(unstable, (i) => high[i]!),
      magnitude: sizes,
    },
    next: onward,
  };

  function add(to: number, share: number, from: number): void {
    addScaled(row(rows, to), share, row(weight, from));
    biases[to]! += share * bias[from]!;
    sizes[to]! += Math.abs(share) * magnitude[from]!;
  }
}

function column({ rows, cols, data }: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * cols + j]!);
}
