import { isMissing, parseNumber } from '../cell.js';

/**
 * Whether the first line of a csv file names its columns: when every cell of it is a name, that is text and no number
 * or mark of a missing value; when the names differ; and when no name comes again in its own column. An empty name is
 * allowed (an index column). So one slip of the pen in a first line of numbers is an error in that cell, not a header,
 * and a first line of texts is a header only where it stands out in every column.
 */
export function hasHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = records;
  if (!first || rest.length === 0) return false;
  const names = first.filter((cell) => cell !== '');
  return (
    names.length > 0 &&
    names.every((name) => parseNumber(name) === undefined && !isMissing(name)) &&
    new Set(names).size === names.length &&
    first.every((name, j) => name === '' || rest.every((record) => record[j] !== name))
  );
}
