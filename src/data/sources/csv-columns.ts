import { isMissing, parseNumber } from '../cell.js';

/** The sorted texts of a text column, or undefined for a column of numbers. */
export type Texts = readonly string[] | undefined;

/** Throws the error about the cell of record i. */
export type RefuseCell = (i: number, what: string) => never;

/** A column with a larger share of numbers than this is meant to be numbers: text in it is a mistake. */
const mostlyNumbers = 0.9;

/**
 * Reads what a column of the training file is: numbers, or text with its categories in sorted order. Refuses
 * missing values, infinite numbers, and single texts among numbers.
 */
export function fitColumn(cells: readonly string[], refuse: RefuseCell): Texts {
  let numbers = 0;
  let firstText: number | undefined;
  cells.forEach((cell, i) => {
    if (isMissing(cell)) refuse(i, 'is missing');
    const number = parseNumber(cell);
    if (number === undefined) firstText ??= i;
    else if (Number.isFinite(number)) numbers++;
    else refuse(i, `must be finite, not ${cell}`);
  });
  if (firstText === undefined) return undefined;
  if (numbers > mostlyNumbers * cells.length) {
    refuse(
      firstText,
      `"${cells[firstText]}" is not a number, but ${numbers} of the column's ${cells.length} cells are`,
    );
  }
  return [...new Set(cells)].sort();
}

/** A column's cells as numbers; a text becomes its place among the categories. Refuses what the column does not have. */
export function encodeColumn(cells: readonly string[], texts: Texts, refuse: RefuseCell): Float64Array {
  const codes = texts && new Map(texts.map((text, code) => [text, code]));
  return Float64Array.from(cells, (cell, i) => {
    if (isMissing(cell)) refuse(i, 'is missing');
    const value = codes ? codes.get(cell) : parseNumber(cell);
    if (value !== undefined && Number.isFinite(value)) return value;
    return refuse(
      i,
      codes ? `"${cell}" does not occur in the training file` : `"${cell}" is not a finite number`,
    );
  });
}
