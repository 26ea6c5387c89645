import { inputError } from '../../core/errors.js';
import type { FileData } from '../../core/generated/documents.js';
import type { SourceTables } from '../table.js';
import { type DataFile, openFiles } from './data-file.js';
import { type Format, readers, targetOf } from './formats.js';

/** How file names end, before a .gz. */
const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.csv$/i, 'csv'],
  [/[.-]idx\d?(-ubyte)?$/i, 'idx'],
  [/\.bin$/i, 'cifar10'],
  [/\.npy$/i, 'npy'],
  [/\.npz$/i, 'npz'],
  [/\.safetensors$/i, 'safetensors'],
];

/**
 * Data files of this machine. Throws InputError at `pointer`/source when files are not accepted here (no folder),
 * at `pointer`/format when the name does not show the format, at `pointer`/target for missing targets that are
 * needed, and what the format's reader throws.
 */
export async function loadFile(
  data: FileData,
  {
    folder,
    pointer,
    needsTargets,
  }: { readonly folder?: string; readonly pointer: string; readonly needsTargets: boolean },
): Promise<SourceTables> {
  if (folder === undefined) {
    throw inputError(
      `${pointer}/source`,
      'data files are not accepted here: send the rows inline, or use a generator',
      ['inline', 'generator'],
    );
  }
  const format = data.format ?? formatOf(data.path, `${pointer}/format`);
  const file = ({ path, target }: Pick<FileData, 'path' | 'target'>, at: string): DataFile => ({
    path,
    pointer: at,
    ...(target === undefined ? {} : { target }),
  });
  const test = data.test && file(data.test, `${pointer}/test`);
  const tables = await readers[format](file(data, pointer), test, openFiles(folder));
  const bare = [tables.train, tables.test].findIndex((table) => table && !table.target);
  if (needsTargets && bare >= 0) {
    throw inputError(`${pointer}${bare ? '/test' : ''}/target`, `is required: ${targetOf[format]}`);
  }
  return tables;
}

function formatOf(path: string, pointer: string): Format {
  const name = path.replace(/\.gz$/i, '');
  const found = endings.find(([ending]) => ending.test(name));
  if (found) return found[1];
  throw inputError(
    pointer,
    `cannot be told from the file name "${path}": name the format`,
    Object.keys(readers),
  );
}
