import type { DataSpec } from '../../core/generated/documents.js';
import { generate } from '../generators/index.js';
import type { SourceTables } from '../table.js';
import { type Datasets, loadDataset } from './dataset.js';
import { loadFile } from './file.js';
import { readInline } from './inline.js';

/** Data outside the spec that it may name. */
export interface DataAccess {
  /** Folder that relative paths start from; absent: data files are refused. */
  readonly folder?: string;
  /** Uploaded datasets; absent: they are refused. */
  readonly datasets?: Datasets;
}

export interface SourceContext extends DataAccess {
  /** Where the data stand in their document. */
  readonly pointer: string;
  /** The task's seed, for generators without their own. */
  readonly seed: number;
  readonly memoryMb: number;
  /** Whether rows without targets are refused. */
  readonly needsTargets: boolean;
}

/** The rows of any source, unprepared. Throws InputError with pointers below `context.pointer`. */
export async function loadSource(data: DataSpec, context: SourceContext): Promise<SourceTables> {
  switch (data.source) {
    case 'inline':
      return readInline(data, context);
    case 'file':
      return loadFile(data, context);
    case 'dataset':
      return loadDataset(data, context);
    default:
      return { train: generate(data, context) };
  }
}
