import { rm } from 'node:fs/promises';
import type { DatasetFile } from '../../data/sources/dataset.js';
import type { Contents as Description, UploadFormat } from '../../data/sources/describe.js';
import { type Database, type Session, StorageFull } from '../database/database.js';
import { DatasetNotFound, JobConflict } from '../errors.js';
import type { Contents } from './contents.js';

export interface Dataset extends Description {
  readonly id: string;
  readonly name?: string;
  readonly format: UploadFormat;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: string;
}

/** A file that has arrived and been read. */
export interface Arrival extends Pick<Dataset, 'format' | 'bytes' | 'sha256'> {
  readonly path: string;
  readonly name?: string;
  readonly description: Description;
}

export interface Datasets {
  /** Keeps a file; `added` is false when the same bytes of the same format are there already. Throws StorageFull. */
  add(arrival: Arrival): Promise<{ readonly dataset: Dataset; readonly added: boolean }>;
  /** Throws DatasetNotFound. */
  get(id: string): Promise<Dataset>;
  /** Newest first. */
  list(): Promise<Dataset[]>;
  /** Throws DatasetNotFound, and JobConflict while an unfinished job needs it. */
  remove(id: string): Promise<void>;
  /** The dataset as a file of this machine; nothing when there is none. */
  file(id: string): Promise<DatasetFile | undefined>;
}

/** `storageBytes`: how much all datasets may take together. */
export function datasets(database: Database, contents: Contents, storageBytes: number): Datasets {
  const find = async (id: string): Promise<Dataset | undefined> => {
    const [row] = await database.query<DatasetRow>('select * from datasets where id = $1', id);
    return row && datasetOf(row);
  };
  const get = async (id: string): Promise<Dataset> => {
    const found = await find(id);
    if (!found) throw new DatasetNotFound(id);
    return found;
  };

  return {
    get,
    async add({ path, description, ...arrived }) {
      const { name, format, bytes, sha256 } = arrived;
      const id = `${format}-${sha256.slice(0, 32)}`;
      const earlier = await find(id);
      if (earlier) {
        await rm(path);
        return { dataset: earlier, added: false };
      }
      const [used] = await database.query<{ bytes: number | null }>(
        'select cast(sum(bytes) as bigint) as bytes from datasets',
      );
      if ((used?.bytes ?? 0) + bytes > storageBytes) {
        throw new StorageFull('the datasets take all the room they may; delete some');
      }
      await contents.keep(path, sha256);
      await database.query(
        `insert into datasets (id, name, format, sha256, bytes, contents, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        id,
        name ?? null,
        format,
        sha256,
        bytes,
        JSON.stringify(description),
        new Date().toISOString(),
      );
      return { dataset: await get(id), added: true };
    },
    async list() {
      return (await database.query<DatasetRow>('select * from datasets order by created_at desc, id')).map(
        datasetOf,
      );
    },
    async remove(id) {
      const { sha256 } = await get(id);
      const last = await database.transaction(async (tx) => {
        const [needed] = await tx.query<{ job_id: string }>(
          `select job_id from job_datasets join jobs on jobs.id = job_id
           where dataset_id = $1 and status in ('queued', 'running') limit 1`,
          id,
        );
        if (needed) throw new JobConflict(`the job ${needed.job_id} needs the dataset`);
        await tx.query('delete from datasets where id = $1', id);
        const others = await tx.query('select id from datasets where sha256 = $1', sha256);
        return others.length === 0;
      });
      if (last) await contents.drop(sha256);
    },
    file: (id) => datasetFile(database, contents, id),
  };
}

/** A dataset as a file of this machine; nothing when there is none. */
export async function datasetFile(
  session: Session,
  contents: Contents,
  id: string,
): Promise<DatasetFile | undefined> {
  const [row] = await session.query<DatasetRow>('select * from datasets where id = $1', id);
  const path = row && (await contents.open(row.sha256));
  return path === undefined ? undefined : { path, format: row!.format };
}

/** Notes which of these ids are datasets that the job needs. */
export async function noteDatasets(session: Session, job: string, ids: readonly string[]): Promise<void> {
  for (const id of new Set(ids)) {
    await session.query(
      'insert into job_datasets (job_id, dataset_id) select $1, id from datasets where id = $2',
      job,
      id,
    );
  }
}

/** The datasets that a job needs, by their id. */
export async function datasetsOf(
  session: Session,
  contents: Contents,
  job: string,
): Promise<Record<string, DatasetFile>> {
  const rows = await session.query<{ dataset_id: string }>(
    'select dataset_id from job_datasets where job_id = $1',
    job,
  );
  const found = await Promise.all(
    rows.map(async ({ dataset_id: id }) => [id, await datasetFile(session, contents, id)] as const),
  );
  return Object.fromEntries(found.flatMap(([id, file]) => (file ? [[id, file]] : [])));
}

interface DatasetRow {
  readonly id: string;
  readonly name: string | null;
  readonly format: UploadFormat;
  readonly sha256: string;
  readonly bytes: number;
  readonly contents: string;
  readonly created_at: string;
}

function datasetOf({ id, name, format, sha256, bytes, contents, created_at }: DatasetRow): Dataset {
  const description = JSON.parse(contents) as Description;
  return {
    id,
    ...(name === null ? {} : { name }),
    format,
    bytes,
    sha256,
    createdAt: created_at,
    ...description,
  };
}
