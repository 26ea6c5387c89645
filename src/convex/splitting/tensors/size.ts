import type { Problem } from '../../../core/problem.js';
import { memoryAllowed, mostHeap } from '../../memory-allowed.js';
import { couplingWay } from '../coupling-way.js';
import { splittingBytes } from '../support.js';

/** Neurons x rows x columns from which float32 products make up for the calls of tensors and for a second start. */
const worthwhile = 5e7;

/** Whether a splitting run of that size begins on tensors; they have the l2 norm only. */
export function suitsTensors(
  { train: { x }, norm }: Pick<Problem, 'train' | 'norm'>,
  patterns: number,
): boolean {
  const [n, d] = [x.rows, x.cols];
  const size = { n, d, patterns };
  const coupling = couplingWay(size) === 'steps' ? n * d : Math.min(patterns * d, n) ** 2;
  const heap = 4 * (coupling + 2 * n * d + 24 * patterns * n);
  // Beside the tensors, an inverse is made of two float64 matrices of its order.
  const beside = splittingBytes(size);
  return (
    norm.spec.norm === 'l2' &&
    2 * patterns * n * d >= worthwhile &&
    heap <= mostHeap &&
    heap + beside <= memoryAllowed()
  );
}
