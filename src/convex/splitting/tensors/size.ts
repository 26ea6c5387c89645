import type { Problem } from '../../../core/problem.js';
import { memoryAllowed, mostHeap } from '../../memory-allowed.js';
import { couplesNeurons } from '../coupled-solve.js';
import { splittingBytes } from '../support.js';

/** Neurons x rows x columns from which float32 products make up for the calls of tensors and for a second start. */
const worthwhile = 5e7;

/** Whether a splitting run of that size begins on tensors; they have the l2 norm only. */
export function suitsTensors(
  { train: { x }, norm }: Pick<Problem, 'train' | 'norm'>,
  patterns: number,
): boolean {
  const [n, d] = [x.rows, x.cols];
  const order = couplesNeurons({ n, d, patterns }) ? patterns * d : n;
  const heap = 4 * (order ** 2 + 2 * n * d + 24 * patterns * n);
  // Beside the tensors, the inverse is made of two float64 matrices of that order.
  const beside = Math.max(8 * 2 * order ** 2, splittingBytes({ n, d, patterns }));
  return (
    norm.spec.norm === 'l2' &&
    2 * patterns * n * d >= worthwhile &&
    heap <= mostHeap &&
    heap + beside <= memoryAllowed()
  );
}
