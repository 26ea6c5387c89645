import { CsvError, parse } from 'csv-parse/sync';
import { inputError } from '../../core/errors.js';
import type { DataFile, OpenFile } from './data-file.js';

const syntax = {
  bom: true,
  trim: true,
  skip_empty_lines: true,
  relax_column_count: true,
  record_delimiter: ['\r\n', '\n', '\r'],
};

/** A parsed csv file, its header apart. */
export interface Sheet {
  readonly header: readonly string[] | undefined;
  /** How messages and summaries call the columns: by the header, else by number. */
  readonly names: readonly string[];
  readonly records: readonly (readonly string[])[];
  /** Throws the InputError about the cell of record i in column j, naming its line. */
  readonly refuse: (i: number, j: number, what: string) => never;
}

/**
 * Reads a comma-separated file (RFC 4180, UTF-8). Empty lines are skipped, blanks around cells too.
 * Throws InputError at the file's path when it is no such file, has no rows, or has rows of unequal length.
 */
export async function readSheet(
  file: DataFile,
  open: OpenFile,
  hasHeader: (records: readonly (readonly string[])[]) => boolean,
): Promise<Sheet> {
  const pointer = `${file.pointer}/path`;
  const fail = (what: string): never => {
    throw inputError(pointer, `"${file.path}" ${what}`);
  };
  const text = decode(await open(file.path, pointer)) ?? fail('is not UTF-8 text');
  const all = parseRecords(text, fail);
  const width = all[0]?.length ?? fail('is empty');
  if (width < 2) fail('has a single column: expected columns and a target, separated by commas');
  const ragged = all.findIndex((record) => record.length !== width);
  if (ragged >= 0)
    fail(`line ${lineOf(text, ragged)} has ${all[ragged]!.length} cells, the lines before ${width}`);

  const header = hasHeader(all) ? all[0]! : undefined;
  const records = header ? all.slice(1) : all;
  if (records.length === 0) fail('has a header line, but no rows');
  const twice = header?.find((name, j) => name !== '' && header.indexOf(name) !== j);
  if (twice !== undefined) fail(`line 1 names the column "${twice}" twice`);
  const names = all[0]!.map((_, j) => header?.[j] || `column ${j + 1}`);
  const refuse = (i: number, j: number, what: string) =>
    fail(
      `line ${lineOf(text, header ? i + 1 : i)}, ${header?.[j] ? `column "${names[j]}"` : names[j]}: ${what}`,
    );
  return { header, names, records, refuse };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseRecords(text: string, fail: (what: string) => never): string[][] {
  try {
    return parse(text, syntax);
  } catch (error) {
    if (error instanceof CsvError) return fail(`is not well-formed: ${error.message}`);
    throw error;
  }
}

/** The 1-based line on which a record ends; parsed again, because only an error asks. */
function lineOf(text: string, record: number): number {
  const records = parse(text, { ...syntax, to: record + 1, info: true }) as unknown as {
    info: { lines: number };
  }[];
  return records[record]!.info.lines;
}
