import type { Database } from './database.js';

/**
 * The tables, as the steps that led to them; a step that was released is never changed. `jobs` is the truth about every
 * job; `tasks` is the queue, the work of unfinished jobs that processes claim. A claim's number rises with every
 * claim of its task, so that whoever lost a task to another cannot report on it any more.
 */
const steps: readonly (readonly string[])[] = [
  [
    `create table jobs (
      id text primary key,
      kind text not null,
      name text,
      owner text not null,
      status text not null,
      priority integer not null,
      created_at text not null,
      started_at text,
      finished_at text,
      progress text not null,
      problem text,
      cancel text,
      seconds double precision not null,
      memory_mb double precision not null,
      last_event bigint not null,
      idempotency_key text,
      body_sha256 text,
      unique (owner, idempotency_key)
    )`,
    'create index jobs_by_status on jobs (status, id)',
    'create index jobs_by_end on jobs (finished_at)',
    `create table job_events (
      job_id text not null references jobs (id) on delete cascade,
      id bigint not null,
      type text not null,
      data text not null,
      primary key (job_id, id)
    )`,
    `create table job_files (
      job_id text not null references jobs (id) on delete cascade,
      name text not null,
      content bytea not null,
      primary key (job_id, name)
    )`,
    `create table workers (
      id text primary key,
      host text not null,
      pid integer not null,
      born text,
      slots integer not null,
      started_at text not null,
      beat bigint not null
    )`,
    `create table tasks (
      job_id text not null references jobs (id) on delete cascade,
      number integer not null,
      kind text not null,
      runs text not null,
      size integer not null,
      priority integer not null,
      status text not null,
      worker_id text,
      claim bigint not null,
      interruptions integer not null,
      fraction double precision not null,
      primary key (job_id, number)
    )`,
    'create index tasks_in_order on tasks (status, priority desc, job_id, number)',
    'create index tasks_by_worker on tasks (worker_id)',
    'create table probes (id integer primary key, writes bigint not null)',
    'insert into probes (id, writes) values (1, 0)',
    `create table api_keys (
      id text primary key,
      name text not null,
      scopes text not null,
      secret_sha256 text not null,
      created_at text not null,
      revoked_at text
    )`,
    `create table datasets (
      id text primary key,
      name text,
      format text not null,
      sha256 text not null,
      bytes bigint not null,
      contents text not null,
      created_at text not null,
      unique (sha256, format)
    )`,
    `create table job_datasets (
      job_id text not null references jobs (id) on delete cascade,
      dataset_id text not null,
      primary key (job_id, dataset_id)
    )`,
    'create index job_datasets_by_dataset on job_datasets (dataset_id)',
    `create table dataset_parts (
      sha256 text not null,
      number integer not null,
      content bytea not null,
      primary key (sha256, number)
    )`,
    `create table webhooks (
      job_id text primary key references jobs (id) on delete cascade,
      url text not null,
      attempts integer not null,
      due_at text,
      delivered_at text
    )`,
    'create index webhooks_by_due on webhooks (due_at)',
  ],
];

/** The newest version of the tables that this program knows. */
export const newestVersion = steps.length;

/** Brings the tables up to date. Throws an Error when a newer program has changed them. */
export async function migrate(database: Database): Promise<void> {
  await database.query(
    'create table if not exists migrations (version integer primary key, at text not null)',
  );
  for (let version = (await versionOf(database)) + 1; version <= newestVersion; version++) {
    await database.transaction(async (tx) => {
      // Of several processes that start together, one gets through here; the others find the step done.
      const mine = await tx.query(
        'insert into migrations (version, at) values ($1, $2) on conflict do nothing returning version',
        version,
        new Date().toISOString(),
      );
      if (mine.length > 0) for (const statement of steps[version - 1]!) await tx.query(statement);
    });
  }
  const found = await versionOf(database);
  if (found > newestVersion) {
    throw new Error(
      `${database.name} has tables of version ${found}, this program knows up to ${newestVersion}: use a newer program`,
    );
  }
}

async function versionOf(database: Database): Promise<number> {
  const [row] = await database.query<{ version: number | null }>(
    'select max(version) as version from migrations',
  );
  return row?.version ?? 0;
}
