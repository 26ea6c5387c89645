import type { JobDocument } from '#relucent/core/generated/documents.js';
import { explain } from '../load.js';
import { hrefOf } from '../route.js';
import { JobActions } from './job-actions.js';
import { ProgressLine } from './progress-line.js';
import { isActive, StatusBadge } from './status-badge.js';
import { duration, moment } from './times.js';
import { useJobList } from './use-job-list.js';

/** All jobs, newest first, as they are now. */
export function JobList() {
  const { jobs, cursor, error, refresh, more } = useJobList();
  const active = jobs?.filter(({ status }) => isActive(status)).length ?? 0;
  return (
    <>
      <div class="title-line">
        <h1>Jobs</h1>
        <a class="button primary" href={hrefOf({ view: 'new' })}>
          New job
        </a>
      </div>
      <p class="muted" role="status">
        {error ? explain(error) : jobs ? `${active} of ${jobs.length} running or queued` : 'Loading …'}
      </p>
      {jobs?.length === 0 && (
        <p>
          There is no job yet. <a href={hrefOf({ view: 'new' })}>Start from an example.</a>
        </p>
      )}
      {jobs && jobs.length > 0 && (
        <ul class="jobs" aria-label="Jobs, newest first">
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} onChange={refresh} />
          ))}
        </ul>
      )}
      {cursor && (
        <button type="button" onClick={more}>
          Older jobs
        </button>
      )}
    </>
  );
}

function JobRow({ job, onChange }: { job: JobDocument; onChange: () => void }) {
  const name = nameOf(job);
  return (
    <li class="card job-row">
      <div class="job-head">
        <a class="job-name" href={hrefOf({ view: 'job', id: job.id })}>
          {name}
        </a>
        <StatusBadge status={job.status} />
        <span class="muted facts">
          {job.kind} · {moment(job.createdAt)} · {duration(job)}
        </span>
      </div>
      <div class="job-state">
        {isActive(job.status) ? (
          <ProgressLine progress={job.progress} label={name} />
        ) : (
          <span class="facts muted">{job.problem?.detail}</span>
        )}
      </div>
      <JobActions job={job} name={name} onChange={onChange} />
    </li>
  );
}

export function nameOf({ name, id }: Pick<JobDocument, 'name' | 'id'>): string {
  return name ?? `Job ${id}`;
}
