import type { Certificate } from '../../core/generated/documents.js';
import { type Claim, condition } from './claim.js';

/** Rounding of a sum of radius shares. */
const sumRounding = 1e-12;

/** The worst-case shifts r, one row of `shift` per group of training rows, have the shapes they must have. */
export function shiftShapes({ shift, group }: Certificate, rows: number, columns: number): Claim[] {
  return [
    condition('/shift', shift?.every((r) => r.length === columns) === true, `rows of ${columns} entries`),
    condition(
      '/group',
      group?.length === rows && group.every((g) => Number.isInteger(g) && g >= 0 && g < (shift?.length ?? 0)),
      'a row of shift for each training row',
    ),
  ];
}

/** `alike`: whether the model has one slope on the boxes of training rows k and l, as rows of one group must. */
export function shiftConditions(
  { shift = [], group = [], alpha }: Certificate,
  radii: ArrayLike<number>,
  alike: (k: number, l: number) => boolean,
): Claim[] {
  const mass = new Array<number>(shift.length).fill(0);
  group.forEach((g, k) => {
    mass[g]! += alpha[k]!;
  });
  const first = firstOfGroups(group);
  return [
    condition(
      '/shift',
      shift.every((row, g) => row.every((r, j) => Math.abs(r) <= radii[j]! * mass[g]! * (1 + sumRounding))),
      '|r_gj| <= e_j times the sum of alpha over the group',
    ),
    condition(
      '/group',
      group.every((g, k) => alike(k, first.get(g)!)),
      'the model has one slope on the rows of a group',
    ),
  ];
}

/** The first training row of every group that has one. */
export function firstOfGroups(group: readonly number[]): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  group.forEach((g, k) => {
    if (!first.has(g)) first.set(g, k);
  });
  return first;
}
