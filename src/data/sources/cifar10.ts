import { inputError } from '../../core/errors.js';
import type { ImageShape } from '../../core/problem.js';
import { imageColumns } from '../images.js';
import type { SourceTables, Table } from '../table.js';
import type { DataFile, OpenFile } from './data-file.js';

const image: ImageShape = [3, 32, 32];
const pixels = 3 * 32 * 32;
const record = 1 + pixels;

/**
 * CIFAR-10's binary format: records of one label byte (0 to 9), then 1024 red, 1024 green and 1024 blue bytes,
 * line by line (Krizhevsky, 2009, "binary version"). Entries stay 0 to 255.
 * Throws InputError at the file's path when it is no whole number of such records.
 */
export async function readCifar10(
  train: DataFile,
  test: DataFile | undefined,
  open: OpenFile,
): Promise<SourceTables> {
  const columns = imageColumns(image);
  return {
    train: await readTable(train, columns, open),
    ...(test ? { test: await readTable(test, columns, open) } : {}),
  };
}

async function readTable(file: DataFile, columns: readonly string[], open: OpenFile): Promise<Table> {
  const pointer = `${file.pointer}/path`;
  const bytes = await open(file.path, pointer);
  if (bytes.length === 0 || bytes.length % record !== 0) {
    throw inputError(
      pointer,
      `"${file.path}" has ${bytes.length} bytes, no whole number of CIFAR-10 records of ${record} bytes: it is truncated or of another format`,
    );
  }
  const n = bytes.length / record;
  const target = new Float64Array(n);
  const cells = new Uint8Array(n * pixels);
  for (let k = 0; k < n; k++) {
    const label = bytes[k * record]!;
    if (label > 9) {
      throw inputError(
        pointer,
        `record ${k + 1} of "${file.path}" has the label ${label}; CIFAR-10 has 0 to 9`,
      );
    }
    target[k] = label;
    cells.set(bytes.subarray(k * record + 1, (k + 1) * record), k * pixels);
  }
  return { columns, cells, target, labels: true, image };
}
