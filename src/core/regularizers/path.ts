import { inputError } from '../errors.js';
import type { RegularizerSpec } from '../generated/documents.js';

type Weighted = Pick<RegularizerSpec, 'weight'>;

/** True where a spec asks for a regularization path: a list of weights in place of one. */
export function isPath({ weight }: Weighted): boolean {
  return Array.isArray(weight);
}

/** The weights of a spec, the largest first; a single weight by itself. */
export function weightsInOrder({ weight }: Weighted): readonly number[] {
  return [weight].flat().sort((a, b) => b - a);
}

/** Throws InputError (`pointer`: of the weights) at the first weight that leaves the order of those before it. */
export function checkPath({ weight }: Weighted, pointer: string): void {
  if (!Array.isArray(weight)) return;
  const direction = Math.sign(weight[1]! - weight[0]!);
  for (let i = 1; i < weight.length; i++) {
    const step = Math.sign(weight[i]! - weight[i - 1]!);
    if (step !== 0 && step === direction) continue;
    const before = weight.indexOf(weight[i]!);
    const message =
      before < i
        ? `${weight[i]} is in the list already, at ${before}: give every weight once`
        : `${weight[i]} breaks the order: the weights of a path ascend or descend`;
    throw inputError(`${pointer}/${i}`, message);
  }
}
