import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { inputError } from '../../core/errors.js';
import { fitColumn } from './csv-columns.js';
import { hasHeader } from './csv-header.js';
import { readSheet } from './csv-sheet.js';
import { parseIdx } from './idx.js';
import type { NamedArrays } from './named-arrays.js';
import { parseNpy } from './npy.js';
import { parseNpz } from './npz.js';
import { parseSafetensors } from './safetensors.js';

/** Formats that can be uploaded. */
export const uploadFormats = ['csv', 'npy', 'npz', 'idx', 'safetensors'] as const;
export type UploadFormat = (typeof uploadFormats)[number];

/** What a file holds. */
export interface Contents {
  readonly rows?: number;
  /** Of csv: the columns by their names or numbers. */
  readonly columns?: string[];
  /** Of the other formats: the arrays, by name where the format has names. */
  readonly arrays?: { readonly name?: string; readonly shape: number[] }[];
}

const numpy = [0x93, ...Buffer.from('NUMPY')];
const zip = [...Buffer.from('PK'), 3, 4];

/** The format that the first bytes of a file show: csv where they are text. Nothing for anything else. */
export function formatOf(start: Uint8Array): UploadFormat | undefined {
  const begins = (bytes: readonly number[]) => bytes.every((byte, k) => start[k] === byte);
  if (begins(numpy)) return 'npy';
  if (begins(zip)) return 'npz';
  if (begins([0, 0]) && start[2]! >= 0x08 && start[2]! <= 0x0e) return 'idx';
  // Behind the length of the header, which never takes more than 32 bits, its JSON begins.
  if (start[8] === '{'.charCodeAt(0) && start.subarray(4, 8).every((byte) => byte === 0))
    return 'safetensors';
  return start.length > 0 && !start.includes(0) ? 'csv' : undefined;
}

/**
 * Reads a whole file and says what it holds, so that what is wrong with it is known before anything is to be trained on
 * it. Errors call the file `name`. Throws InputError.
 */
export async function describe(path: string, format: UploadFormat, name = basename(path)): Promise<Contents> {
  const bytes = await readFile(path);
  if (format === 'csv') return describeCsv(bytes, name);
  const single = { npy: parseNpy, idx: parseIdx }[format as string];
  if (single) return { arrays: [{ shape: [...single(bytes, name, '').shape] }] };
  const arrays: NamedArrays = (format === 'npz' ? parseNpz : parseSafetensors)(bytes, name, '');
  return { arrays: [...arrays].map(([array, { shape }]) => ({ name: array, shape: [...shape] })) };
}

async function describeCsv(bytes: Buffer, name: string): Promise<Contents> {
  const sheet = await readSheet({ path: name, pointer: '' }, async () => bytes, hasHeader);
  for (const [j] of sheet.names.entries()) {
    const cells = sheet.records.map((record) => record[j]!);
    fitColumn(cells, (i, what) => sheet.refuse(i, j, what));
  }
  if (sheet.records.length === 0) throw inputError('', `"${name}" has no rows`);
  return { rows: sheet.records.length, columns: [...sheet.names] };
}
