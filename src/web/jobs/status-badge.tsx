import type { JobDocument } from '#relucent/core/generated/documents.js';

/** A job's status as a word with a colour of its own. */
export function StatusBadge({ status }: { status: JobDocument['status'] }) {
  return <span class={`badge ${status}`}>{status}</span>;
}

export function isActive(status: JobDocument['status']): boolean {
  return status === 'queued' || status === 'running';
}
