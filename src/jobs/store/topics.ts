/** Whoever runs tasks hears under this topic that there is one. */
export const queueTopic = 'queue';

/** Whoever follows or runs a job hears under this topic that it has changed. */
export function topicOf(job: string): string {
  return `job ${job}`;
}
