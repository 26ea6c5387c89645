import { inputError } from '../../core/errors.js';
import type { SparseAttack } from '../../core/generated/documents.js';

/** Throws InputError for options that leave the attack nothing to do. */
export function checkSparse({ clip }: SparseAttack, pointer: string): void {
  if (clip && clip[0]! >= clip[1]!)
    throw inputError(`${pointer}/clip`, 'must be [low, high] with low < high');
}
