import { fromRows, isMatrix } from '../core/matrix.js';
import { isMissing, parseNumber } from './cell.js';
import type { Target } from './table.js';

/**
 * Numbers where every entry is or reads as a number, otherwise text labels. A test part is read as its training
 * part was (`like`). `refuse(i, what)` throws the error about entry i, in the words of its source: missing and
 * infinite entries, and text where the training targets are numbers.
 */
export function readTarget(
  values: readonly (number | string)[],
  refuse: (i: number, what: string) => never,
  like?: Target,
): Target {
  const numbers = new Float64Array(values.length);
  let firstText: number | undefined;
  values.forEach((value, i) => {
    if (typeof value === 'string' && isMissing(value)) refuse(i, 'is missing');
    const number = typeof value === 'number' ? value : parseNumber(value);
    if (number === undefined) firstText ??= i;
    else if (Number.isFinite(number)) numbers[i] = number;
    else refuse(i, `must be finite, not ${value}`);
  });
  const text = like === undefined ? firstText !== undefined : !(like instanceof Float64Array);
  if (text) return values.map(String);
  if (firstText !== undefined) {
    refuse(firstText, `"${values[firstText]}" is text, but the training targets are numbers`);
  }
  return numbers;
}

/** Like {@link readTarget}, or, where entries are lists, one row of equally many finite numbers each. */
export function readTargets(
  values: readonly (number | string | readonly number[])[],
  refuse: (i: number, what: string) => never,
  like?: Target,
): Target {
  const width = isList(values[0]!) ? values[0].length : undefined;
  values.forEach((value, i) => {
    const entries = isList(value) ? value.length : undefined;
    if (entries !== width) refuse(i, `must be ${shape(width)} like row 0, not ${shape(entries)}`);
  });
  const outputs = like && (isMatrix(like) ? like.cols : undefined);
  if (like && outputs !== width) refuse(0, `must be ${shape(outputs)} like the training targets`);
  if (width === undefined) return readTarget(values as readonly (number | string)[], refuse, like);
  const rows = values as readonly (readonly number[])[];
  rows.forEach((entries, i) => {
    if (!entries.every(Number.isFinite)) refuse(i, 'must hold finite numbers');
  });
  return fromRows(rows);
}

function isList(value: number | string | readonly number[]): value is readonly number[] {
  return typeof value === 'object';
}

function shape(width: number | undefined): string {
  return width === undefined ? 'one number or label' : `a list of ${width} numbers`;
}
