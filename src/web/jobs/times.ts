import type { JobDocument } from '#relucent/core/generated/documents.js';
import { seconds } from '#relucent/report/numbers.js';

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function moment(iso: string): string {
  return clock.format(new Date(iso));
}

/** How long a job ran, or has run so far. */
export function duration({ startedAt, finishedAt }: JobDocument, now = Date.now()): string {
  if (!startedAt) return '–';
  const end = finishedAt ? Date.parse(finishedAt) : now;
  return `${seconds(Math.max(0, end - Date.parse(startedAt)) / 1000)} s`;
}
