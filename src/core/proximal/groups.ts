import { inputError } from '../errors.js';
import type { JsonSchema } from '../schemas.js';
import type { Shape } from './penalty.js';

/** How the entries of a weight fall into groups: one group, its columns, its rows, or lists of positions row by row. */
export type Grouping = 'all' | 'columns' | 'rows' | readonly (readonly number[])[];

export interface GroupParams {
  readonly groups: Grouping;
}

export const groupingSchema: JsonSchema = {
  description:
    'all: the weight is one group. columns: what leaves an input. rows: what enters an output. Or lists of positions of entries, row by row from 0; entries in no list are free.',
  anyOf: [
    { enum: ['all', 'columns', 'rows'] },
    {
      type: 'array',
      items: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1 },
      minItems: 1,
    },
  ],
  default: 'columns',
};

/** Throws InputError below `pointer` where a position is in two groups. */
export function checkGroups({ groups }: GroupParams, pointer: string): void {
  if (typeof groups === 'string') return;
  const seen = new Set<number>();
  for (const [g, group] of groups.entries()) {
    for (const [k, position] of group.entries()) {
      if (seen.has(position)) {
        throw inputError(
          `${pointer}/groups/${g}/${k}`,
          `${position} is in a group already: groups share nothing`,
        );
      }
      seen.add(position);
    }
  }
}

/** The positions of every group. Throws a RangeError where a list goes beyond the weight. */
export function groupsOf(grouping: Grouping, { rows, cols }: Shape): ArrayLike<number>[] {
  if (grouping === 'all') return [Uint32Array.from({ length: rows * cols }, (_, i) => i)];
  if (grouping === 'rows') {
    return Array.from({ length: rows }, (_, i) => Uint32Array.from({ length: cols }, (_, j) => i * cols + j));
  }
  if (grouping === 'columns') {
    return Array.from({ length: cols }, (_, j) => Uint32Array.from({ length: rows }, (_, i) => i * cols + j));
  }
  for (const group of grouping) {
    const beyond = group.find((position) => position >= rows * cols);
    if (beyond !== undefined) {
      throw new RangeError(`a group has position ${beyond}, and the weight has ${rows * cols} entries`);
    }
  }
  return [...grouping];
}

/** ||x_g||. */
export function groupLength(x: Float64Array, group: ArrayLike<number>): number {
  let squares = 0;
  for (let k = 0; k < group.length; k++) squares += x[group[k]!]! ** 2;
  return Math.sqrt(squares);
}
