import { inputError } from '../core/errors.js';
import type { Task } from '../core/generated/documents.js';
import { zeros } from '../core/matrix.js';
import type { Sample } from '../core/problem.js';
import type { Labelled } from './labels.js';
import type { Table } from './table.js';

/** Whether the targets are the prepared rows themselves. */
export function rebuildsRows({ model }: Pick<Task, 'model'>): boolean {
  return model.type === 'autoencoder';
}

/** Throws InputError below `root` for anything in the task that asks for other targets. */
export function requireReconstruction({ loss, data }: Pick<Task, 'loss' | 'data'>, root: string): void {
  if (loss.type !== 'squared') {
    const message = `an autoencoder takes the squared loss, not ${loss.type}`;
    throw inputError(`${root}/loss/type`, message, ['squared']);
  }
  for (const field of ['classes', 'targets'] as const) {
    if (data[field] !== undefined) {
      throw inputError(`${root}/data/${field}`, 'an autoencoder has its rows as targets: leave this out');
    }
  }
  if (data.bias) throw inputError(`${root}/data/bias`, 'an autoencoder has its own biases: leave this out');
}

/** Every row, without targets so far: the rows are not prepared yet. */
export function unlabelled({ cells, columns }: Table): Labelled {
  const n = cells.length / columns.length;
  return { rows: Uint32Array.from({ length: n }, (_, i) => i), y: zeros(n, 0) };
}

/** The rows as their own targets. */
export function ownTargets({ x }: Sample): Sample {
  return { x, y: x };
}
