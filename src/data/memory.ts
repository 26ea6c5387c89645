import { inputError } from '../core/errors.js';

/** Throws InputError at `pointer` when so many float64 values alone take more than the memory a run may use. */
export function requireMemory(values: number, memoryMb: number, pointer: string): void {
  const megabytes = Math.ceil((values * Float64Array.BYTES_PER_ELEMENT) / 2 ** 20);
  if (megabytes > memoryMb) {
    throw inputError(
      pointer,
      `the data take ${megabytes} MB, more than limits.memoryMb (${memoryMb}): use fewer rows or columns, or raise the limit`,
    );
  }
}
