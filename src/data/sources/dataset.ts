import { readFile } from 'node:fs/promises';
import { InputError, inputError } from '../../core/errors.js';
import type { DatasetData } from '../../core/generated/documents.js';
import type { SourceTables } from '../table.js';
import type { DataFile, OpenFile } from './data-file.js';
import { type Format, readers, targetOf } from './formats.js';

/** An uploaded dataset as a file of this machine. */
export interface DatasetFile {
  readonly path: string;
  readonly format: Format;
}

/** Finds uploaded datasets by their id. */
export type Datasets = (id: string) => Promise<DatasetFile | undefined>;

/**
 * An uploaded dataset. Throws InputError at `pointer`/id when there is none, at `pointer`/target for missing targets
 * that are needed, and what the format's reader throws.
 */
export async function loadDataset(
  data: DatasetData,
  {
    datasets,
    pointer,
    needsTargets,
  }: { readonly datasets?: Datasets; readonly pointer: string; readonly needsTargets: boolean },
): Promise<SourceTables> {
  const find = async (id: string, at: string): Promise<DatasetFile> => {
    if (!datasets) throw inputError(`${pointer}/source`, 'uploaded datasets are known to the service only');
    return (await datasets(id)) ?? missing(id, at);
  };
  const { format } = await find(data.id, `${pointer}/id`);
  if (data.test) {
    const other = await find(data.test.id, `${pointer}/test/id`);
    if (other.format !== format) {
      throw inputError(`${pointer}/test/id`, `is ${other.format}, the training part ${format}`);
    }
  }
  // A label file of idx and npy data is a dataset too, so what readers open are ids.
  const open: OpenFile = async (id, at) => readFile((await find(id, at)).path);
  const file = ({ id, target }: { id: string; target?: string }, at: string): DataFile => ({
    path: id,
    pointer: at,
    ...(target === undefined ? {} : { target }),
  });
  try {
    const tables = await readers[format](
      file(data, pointer),
      data.test && file(data.test, `${pointer}/test`),
      open,
    );
    const bare = [tables.train, tables.test].findIndex((table) => table && !table.target);
    if (needsTargets && bare >= 0) {
      throw inputError(`${pointer}${bare ? '/test' : ''}/target`, `is required: ${targetOf[format]}`);
    }
    return tables;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Readers speak of paths.
    throw new InputError(
      error.errors.map((one) => ({ ...one, pointer: one.pointer.replace(/\/path$/, '/id') })),
      error.title,
    );
  }
}

function missing(id: string, pointer: string): never {
  throw inputError(pointer, `there is no dataset "${id}": upload it with POST /v1/datasets`);
}

/** Every dataset that the data of a spec name; of a target it is only known that it may be one. */
export function datasetIds(data: DatasetData): string[] {
  const parts = [data, ...(data.test ? [data.test] : [])];
  return parts.flatMap(({ id, target }) => (target === undefined ? [id] : [id, target]));
}
