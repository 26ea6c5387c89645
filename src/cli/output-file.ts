import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { inputError } from '../core/errors.js';

/** Throws InputError where no file can be written to `path`: better said before a long run than after it. */
export function requireWritable(path: string, option: string): void {
  const obstacle = obstacleAt(path);
  if (obstacle !== undefined) throw inputError('', `${option} ${path} cannot be written: ${obstacle}`);
}

function obstacleAt(path: string): string | undefined {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory()) return 'it is a folder';
    accessSync(existing ? path : dirname(resolve(path)), constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `there is no folder ${dirname(path)}` : String(code);
  }
}
