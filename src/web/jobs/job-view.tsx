import type { JobDocument } from '#relucent/core/generated/documents.js';
import { Refused } from '../api.js';
import { Chart } from '../charts/chart.js';
import { liveFigure } from '../charts/live-figure.js';
import { explain } from '../load.js';
import { ResultView } from '../result/result-view.js';
import { goTo } from '../route.js';
import { JobActions } from './job-actions.js';
import { nameOf } from './job-list.js';
import { ProgressLine } from './progress-line.js';
import { isActive, StatusBadge } from './status-badge.js';
import { duration, moment } from './times.js';
import { useJob } from './use-job.js';

/** One job: its state, its curves while it runs, and what it left when it has ended. */
export function JobView({ id }: { id: string }) {
  const { job, trace, error, refresh } = useJob(id);
  if (error && !job) {
    const missing = error instanceof Refused && error.problem.status === 404;
    return (
      <>
        <h1>{missing ? 'There is no such job' : 'Job'}</h1>
        <p role="alert">{explain(error)}</p>
      </>
    );
  }
  if (!job) return <p class="muted">Loading …</p>;
  const name = nameOf(job);
  return (
    <>
      <div class="title-line">
        <h1>{name}</h1>
        <span role="status" aria-label="State of the job">
          <StatusBadge status={job.status} />
        </span>
      </div>
      <p class="muted">
        {job.kind} · submitted {moment(job.createdAt)} · ran {duration(job)}
      </p>
      <JobActions job={job} name={name} onChange={refresh} onGone={() => goTo({ view: 'jobs' })} />
      {isActive(job.status) ? (
        <section aria-labelledby="training">
          <h2 id="training">Training</h2>
          <ProgressLine progress={job.progress} label={name} />
          <Chart figure={liveFigure(trace, job)} title="Objective and bounds while the job runs" />
        </section>
      ) : (
        <Ended job={job} />
      )}
    </>
  );
}

function Ended({ job }: { job: JobDocument }) {
  if (job.problem) {
    return (
      <section class="card" aria-labelledby="problem">
        <h2 id="problem">{job.problem.title}</h2>
        <p>{job.problem.detail}</p>
        <ul>
          {job.problem.errors?.map(({ pointer, message }) => (
            <li key={pointer + message}>
              <code>{pointer || '/'}</code> {message}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return <ResultView id={job.id} />;
}
