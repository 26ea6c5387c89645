import { isMissing, parseNumber } from '../cell.js';

/**
 * Whether the first line of a csv file names its columns. It does when its cells are names, and either
 * - some column is text in the first line and numbers in all others, or
 * - the whole file is text, and no cell of the first line comes again in its column.
 *
 * Names are pairwise different and none stands for a missing value, but an empty one is allowed (an index column).
 * A number counts as a name only where it is its column's own number, from 0 or from 1: so a slip of the pen in a
 * first line of data is an error in that cell, not a header.
 */
export function hasHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = records;
  if (!first || rest.length === 0 || !areNames(first)) return false;
  const texts = first.map((cell) => cell !== '' && parseNumber(cell) === undefined);
  const aboveNumbers = texts.some((text, j) => text && rest.every((record) => numberOrMissing(record[j]!)));
  if (aboveNumbers) return true;
  return texts.every(
    (text, j) => text && rest.every((record) => record[j] !== first[j] && isText(record[j]!)),
  );
}

function areNames(cells: readonly string[]): boolean {
  const names = cells.filter((cell) => cell !== '');
  if (new Set(names).size < names.length) return false;
  return cells.every((cell, j) => {
    if (cell === '') return true;
    const number = parseNumber(cell);
    return number === undefined ? !isMissing(cell) : number === j || number === j + 1;
  });
}

function numberOrMissing(cell: string): boolean {
  return parseNumber(cell) !== undefined || isMissing(cell);
}

function isText(cell: string): boolean {
  return parseNumber(cell) === undefined;
}
