import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { inputError } from '../../core/errors.js';

const unpack = promisify(gunzip);

/** One data file as the spec names it; `pointer` is where its `path` and `target` stand. */
export interface DataFile {
  readonly path: string;
  readonly target?: string;
  readonly pointer: string;
}

/** The bytes of a file, unpacked when its name ends in .gz. Throws InputError at `pointer`. */
export type OpenFile = (path: string, pointer: string) => Promise<Buffer>;

/** Opens files whose relative paths start at `folder`. */
export function openFiles(folder: string): OpenFile {
  return async (path, pointer) => {
    const bytes = await readFile(resolve(folder, path)).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
      throw inputError(pointer, `"${path}" cannot be read: ${reason}`);
    });
    if (!/\.gz$/i.test(path)) return bytes;
    return unpack(bytes).catch((error: Error) => {
      throw inputError(pointer, `"${path}" cannot be unpacked: ${error.message}`);
    });
  };
}
