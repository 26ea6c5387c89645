import type { SourceTables } from '../table.js';
import type { DataFile, OpenFile } from './data-file.js';

/** Reads a training file and perhaps a test file of one format. */
export type FileReader = (
  train: DataFile,
  test: DataFile | undefined,
  open: OpenFile,
) => Promise<SourceTables>;
