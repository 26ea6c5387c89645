import { gigabytes, memoryAllowed, mostHeap } from '../../memory-allowed.js';
import { fitsConicSolver } from '../conic-size.js';
import type { SoftProblem } from '../soft-range.js';
import { tensorLosses } from './losses.js';

/** Neurons x rows x columns from which tensors pay: below, calling them takes longer than the arithmetic. */
const worthwhile = 1_000_000;
/** Multiply-adds of one product of a batch with the neurons. */
const batchWork = 120_000_000;
const leastBatch = 256;

export interface SoftSize {
  readonly rows: number;
  readonly cols: number;
  readonly neurons: number;
}

/** Whether the soft loop of this problem runs on tensors. */
export function suitsTensors({ train: { x }, loss, norm }: SoftProblem, neurons: number): boolean {
  return (
    tensorLosses[loss.name] !== undefined &&
    norm.spec.norm === 'l2' &&
    neurons * x.rows * x.cols >= worthwhile &&
    !fitsConicSolver(neurons, x)
  );
}

/** How many batches of almost the same size the rows are dealt into. */
export function batchCount({ rows, cols, neurons }: SoftSize): number {
  const wanted = Math.max(leastBatch, Math.ceil(batchWork / (neurons * cols)));
  return Math.max(1, Math.round(rows / wanted));
}

/** Bytes on the tensor backend, and beside it: rows, slopes (those in use, the best, one copy), neurons, one batch. */
function softBytes(size: SoftSize): { readonly tensors: number; readonly arrays: number } {
  const { rows, cols, neurons } = size;
  const batch = Math.ceil(rows / batchCount(size));
  return {
    tensors: 4 * (rows * (cols + 3 * neurons) + 12 * neurons * cols + batch * (10 * cols + 30 * neurons)),
    arrays: 8 * (3 * rows * neurons + 6 * neurons * cols),
  };
}

/** True, or in words how much memory is missing. */
export function softFits(size: SoftSize): true | string {
  const { tensors, arrays } = softBytes(size);
  const need = `soft training needs about ${gigabytes(tensors + arrays)} GB beside the data for ${size.rows} rows, ${size.cols} columns and ${size.neurons} neurons`;
  const allowed = memoryAllowed();
  if (tensors + arrays > allowed) return `${need}; ${gigabytes(allowed)} GB may be used here`;
  if (tensors > mostHeap)
    return `${need}, more of it in tensors than the ${gigabytes(mostHeap)} GB they may take`;
  return true;
}
