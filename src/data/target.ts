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
