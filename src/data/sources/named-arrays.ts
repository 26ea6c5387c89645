import { inputError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggest.js';
import type { SourceTables, Table } from '../table.js';
import { arrayTable } from './array-table.js';
import type { DataFile, OpenFile } from './data-file.js';
import type { FileReader } from './file-reader.js';
import type { NumberArray } from './numbers.js';

export type NamedArrays = ReadonlyMap<string, NumberArray>;

/** The array that holds the rows, and the one of the targets where the spec does not name it. */
const usualNames = { rows: 'x', targets: 'y' } as const;

/**
 * A reader of files that hold arrays by name. The rows are the array `x`, else the only one beside the targets; the
 * targets are the array that `target` names, else `y` where there is one; `none` leaves them out. Throws InputError at
 * the path or target of the file that does not fit, and what `parse` throws.
 */
export function namedArraysReader(
  parse: (bytes: Uint8Array, name: string, pointer: string) => NamedArrays,
): FileReader {
  const readTable = async (file: DataFile, open: OpenFile, train?: Table): Promise<Table> => {
    const pointer = `${file.pointer}/path`;
    const arrays = parse(await open(file.path, pointer), file.path, pointer);
    const targets = targetName(arrays, file);
    const others = [...arrays.keys()].filter((name) => name !== targets);
    const rows = arrays.has(usualNames.rows) ? usualNames.rows : others[0];
    if (rows === undefined || rows === targets || (rows !== usualNames.rows && others.length > 1)) {
      const names = [...arrays.keys()].join(', ');
      throw inputError(
        pointer,
        `"${file.path}" has the arrays ${names}: the rows must be called "x", or stand alone`,
      );
    }
    const labels =
      targets === undefined
        ? ({ kind: 'none' } as const)
        : ({
            kind: 'array',
            array: arrays.get(targets)!,
            name: targets,
            pointer: `${file.pointer}/target`,
          } as const);
    return arrayTable(arrays.get(rows)!, labels, { name: file.path, pointer, ...(train ? { train } : {}) });
  };
  return async (train, test, open): Promise<SourceTables> => {
    const table = await readTable(train, open);
    return { train: table, ...(test ? { test: await readTable(test, open, table) } : {}) };
  };
}

function targetName(arrays: NamedArrays, { target, pointer }: DataFile): string | undefined {
  if (target === 'none') return undefined;
  if (target === undefined) return arrays.has(usualNames.targets) ? usualNames.targets : undefined;
  if (arrays.has(target)) return target;
  const names = [...arrays.keys()];
  throw inputError(`${pointer}/target`, `there is no array "${target}"${didYouMean(target, names)}`, names);
}
