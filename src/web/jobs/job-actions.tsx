import { useState } from 'preact/hooks';
import type { JobDocument } from '#relucent/core/generated/documents.js';
import { cancelJob, deleteJob } from '../api.js';
import { Confirm } from '../confirm.js';
import { explain } from '../load.js';
import { hrefOf } from '../route.js';
import { ShareLink } from './share-link.js';
import { isActive } from './status-badge.js';

interface Props {
  readonly job: JobDocument;
  readonly name: string;
  readonly onChange: () => void;
  /** Called in place of `onChange` when the job is gone. */
  readonly onGone?: () => void;
}

/** What can be done with a job: cancel, clone, share, delete. */
export function JobActions({ job, name, onChange, onGone = onChange }: Props) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const attempt = (action: Promise<unknown>, then: () => void) => {
    setFailure('');
    action.then(then, (error: Error) => setFailure(explain(error)));
  };
  return (
    <div class="actions">
      {isActive(job.status) && (
        <button
          type="button"
          aria-label={`Cancel ${name}`}
          onClick={() => attempt(cancelJob(job.id), onChange)}
        >
          Cancel
        </button>
      )}
      <a
        class="button"
        aria-label={`Clone ${name}`}
        href={hrefOf({ view: 'new', from: { kind: 'job', name: job.id } })}
      >
        Clone
      </a>
      <ShareLink id={job.id} name={name} />
      {job.status !== 'running' && (
        <button type="button" class="danger" aria-label={`Delete ${name}`} onClick={() => setAsking(true)}>
          Delete
        </button>
      )}
      {failure && (
        <span class="wrong" role="alert">
          {failure}
        </span>
      )}
      {asking && (
        <Confirm
          question={`Delete “${name}”?`}
          detail="Its result, report and events are removed for good."
          action="Delete"
          onAnswer={(yes) => {
            setAsking(false);
            if (yes) attempt(deleteJob(job.id), onGone);
          }}
        />
      )}
    </div>
  );
}
