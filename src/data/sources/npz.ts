import { unzipSync } from 'fflate';
import { inputError } from '../../core/errors.js';
import { type NamedArrays, namedArraysReader } from './named-arrays.js';
import { parseNpy } from './npy.js';

/** An archive whose arrays would take more than this when unpacked is refused before that. */
const largest = 2 ** 31;

/**
 * The NPZ format: a zip archive of npy files, `x.npy` for the array x. Throws InputError at `pointer` for what is no
 * such archive and for one that is too large when unpacked, and what parseNpy throws.
 */
export function parseNpz(bytes: Uint8Array, name: string, pointer: string): NamedArrays {
  let size = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter(file) {
        if (!file.name.endsWith('.npy')) return false;
        size += file.originalSize;
        return size <= largest;
      },
    });
  } catch (error) {
    throw inputError(pointer, `"${name}" is no npz file: ${(error as Error).message}`);
  }
  if (size > largest) {
    throw inputError(pointer, `"${name}" would take ${size} bytes when unpacked, more than ${largest}`);
  }
  const entries = Object.entries(files);
  if (entries.length === 0) throw inputError(pointer, `"${name}" holds no arrays`);
  return new Map(
    entries.map(([file, content]) => {
      const array = file.slice(0, -'.npy'.length);
      return [array, parseNpy(content, `${name}:${array}`, pointer)];
    }),
  );
}

export const readNpz = namedArraysReader(parseNpz);
