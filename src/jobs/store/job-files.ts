import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Session } from '../database/database.js';

/**
 * What belongs to a job beside its state: its `spec` (a spec or comparison), `result` and `report`, and while a
 * comparison is unfinished the results of its runs.
 */
export type JobFile = 'spec' | 'result' | 'report' | `runs-${number}`;

/** Content that is ready to be stored; packing it takes time that no transaction should take. */
export interface PackedFile {
  readonly name: JobFile;
  readonly packed: Uint8Array;
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export async function packFile(name: JobFile, content: string | Uint8Array): Promise<PackedFile> {
  return { name, packed: await pack(content, { level: 1 }) };
}

/** Replaces a file of the same name. */
export async function storeFile(session: Session, job: string, { name, packed }: PackedFile): Promise<void> {
  await session.query(
    `insert into job_files (job_id, name, content) values ($1, $2, $3)
     on conflict (job_id, name) do update set content = excluded.content`,
    job,
    name,
    packed,
  );
}

export async function readFile(session: Session, job: string, name: JobFile): Promise<Buffer | undefined> {
  const [row] = await session.query<{ content: Uint8Array }>(
    'select content from job_files where job_id = $1 and name = $2',
    job,
    name,
  );
  return row && unpack(row.content);
}

/** Names of the files that hold results of runs. */
export async function runsFiles(session: Session, job: string): Promise<JobFile[]> {
  const rows = await session.query<{ name: JobFile }>(
    `select name from job_files where job_id = $1 and name like 'runs-%' order by name`,
    job,
  );
  return rows.map(({ name }) => name);
}
