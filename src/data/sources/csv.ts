import { inputError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggest.js';
import type { SourceTables, Table, Target } from '../table.js';
import { readTarget } from '../target.js';
import { encodeColumn, fitColumn, type Texts } from './csv-columns.js';
import { hasHeader } from './csv-header.js';
import { readSheet, type Sheet } from './csv-sheet.js';
import type { DataFile, OpenFile } from './data-file.js';

/**
 * A csv file with or without a header line (see {@link hasHeader}). `target` is `last` (default), `first`, `none`, a
 * 1-based column number or a name of the header, in this order; a name that stands in the first line makes it the header.
 * Text columns become the numbers of their sorted categories. A test file has the training file's columns and
 * categories; its first line is a header when it equals the training file's.
 * Throws InputError at the path for missing values, ragged rows and cells that are no finite numbers, naming line
 * and column; at the target for an unknown column.
 */
export async function readCsv(
  train: DataFile,
  test: DataFile | undefined,
  open: OpenFile,
): Promise<SourceTables> {
  const asked = train.target ?? 'last';
  const sheet = await readSheet(
    train,
    open,
    (records) => (isName(asked) && records[0]!.includes(asked)) || hasHeader(records),
  );
  const place = targetPlace(sheet, asked, `${train.pointer}/target`);
  const texts = features(sheet, place).map((j) =>
    fitColumn(column(sheet, j), (i, what) => sheet.refuse(i, j, what)),
  );
  const table = encode(sheet, place, texts);
  if (!test) return { train: table };

  const testSheet = await readSheet(test, open, ([first]) => equalCells(first!, sheet.header));
  if (testSheet.names.length !== sheet.names.length) {
    const widths = `has ${testSheet.names.length} columns, the training file ${sheet.names.length}`;
    throw inputError(`${test.pointer}/path`, `"${test.path}" ${widths}`);
  }
  const testPlace =
    test.target === undefined ? place : targetPlace(testSheet, test.target, `${test.pointer}/target`);
  if ((testPlace === undefined) !== (place === undefined)) {
    throw inputError(`${test.pointer}/target`, 'must be "none" exactly where the training target is');
  }
  return { train: table, test: encode(testSheet, testPlace, texts, table.target) };
}

/** Places of all columns but the target's. */
function features(sheet: Sheet, target: number | undefined): number[] {
  return sheet.names.map((_, j) => j).filter((j) => j !== target);
}

function column(sheet: Sheet, j: number): string[] {
  return sheet.records.map((record) => record[j]!);
}

function encode(sheet: Sheet, target: number | undefined, texts: readonly Texts[], like?: Target): Table {
  const places = features(sheet, target);
  const cells = new Float64Array(sheet.records.length * places.length);
  places.forEach((j, k) => {
    const values = encodeColumn(column(sheet, j), texts[k], (i, what) => sheet.refuse(i, j, what));
    values.forEach((value, i) => {
      cells[i * places.length + k] = value;
    });
  });
  const categories = places.flatMap((j, k) => (texts[k] ? [[sheet.names[j]!, texts[k]] as const] : []));
  return {
    columns: places.map((j) => sheet.names[j]!),
    cells,
    ...(target === undefined ? {} : { target: readColumn(sheet, target, like) }),
    ...(categories.length > 0 ? { categories: Object.fromEntries(categories) } : {}),
  };
}

function readColumn(sheet: Sheet, j: number, like: Target | undefined): Target {
  return readTarget(column(sheet, j), (i, what) => sheet.refuse(i, j, what), like);
}

/** True unless the target is asked for by place, last, first or a column number, or not at all. */
function isName(asked: string): boolean {
  return !['last', 'first', 'none'].includes(asked) && !/^\d+$/.test(asked);
}

/** The place of the target's column, undefined for none. */
function targetPlace({ header, names }: Sheet, asked: string, pointer: string): number | undefined {
  if (asked === 'none') return undefined;
  const places = ['last', 'first', `1 to ${names.length}`];
  if (asked === 'last') return names.length - 1;
  if (asked === 'first') return 0;
  if (!isName(asked)) {
    const number = Number(asked);
    if (number >= 1 && number <= names.length) return number - 1;
    throw inputError(pointer, `there is no column ${asked}: the file has ${names.length}`, places);
  }
  const found = header?.indexOf(asked) ?? -1;
  if (found >= 0) return found;
  if (header) {
    const known = header.filter((name) => name !== '');
    throw inputError(pointer, `there is no column "${asked}"${didYouMean(asked, known)}`, [
      ...known,
      ...places,
    ]);
  }
  throw inputError(pointer, `there is no column "${asked}": the file has no header line`, places);
}

function equalCells(a: readonly string[], b: readonly string[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((cell, j) => cell === b[j]);
}
