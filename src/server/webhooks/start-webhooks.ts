import type { ServiceConfig } from '../../core/generated/documents.js';
import type { Database } from '../../jobs/database/database.js';
import type { Logger } from '../../jobs/logger.js';
import { getJob } from '../../jobs/store/job-row.js';
import { listenTo } from '../../jobs/store/news.js';
import { type DueWebhook, settleWebhook, takeWebhook, webhookTopic } from '../../jobs/store/webhooks.js';
import { jobDocument } from '../job-document.js';
import { deliver } from './deliver.js';

/** Waits after failed attempts: about 11 hours in all. */
const waitsMs = [5_000, 30_000, 120_000, 600_000, 3_600_000, 10_800_000, 25_200_000];

/** Delivers the webhooks of jobs that have ended, each until a 2xx comes back or the attempts are used up. */
export function startWebhooks(
  database: Database,
  { webhookSecret, webhookAllowPrivate }: ServiceConfig,
  logger: Logger,
): { stop(): Promise<void> } {
  if (webhookSecret === undefined) return { async stop() {} };
  const stopped = new AbortController();

  const attempt = async (due: DueWebhook): Promise<void> => {
    const job = await getJob(database, due.job);
    if (!job) return;
    try {
      await deliver({
        url: due.url,
        id: job.id,
        body: JSON.stringify({ type: 'job.ended', job: jobDocument(job) }),
        secret: webhookSecret,
        allowPrivate: webhookAllowPrivate,
      });
      await settleWebhook(database, due, 'delivered');
    } catch (error) {
      const waitMs = waitsMs[due.attempt - 1];
      const then = waitMs === undefined ? 'it is given up' : `it is tried again in ${waitMs / 1000} s`;
      logger.warn(`a webhook failed (${(error as Error).message}); ${then}`, { job: job.id });
      await settleWebhook(database, due, waitMs === undefined ? 'given up' : { waitMs });
    }
  };

  const work = async (): Promise<void> => {
    const news = listenTo(database, webhookTopic, stopped.signal);
    while (!stopped.signal.aborted) {
      try {
        const due = await takeWebhook(database);
        if (due) await attempt(due);
        else await news.next();
      } catch (error) {
        logger.error(`webhooks cannot be delivered: ${(error as Error).message}`);
        await news.next();
      }
    }
    news.end();
  };
  const working = work();
  return {
    async stop() {
      stopped.abort();
      await working;
    },
  };
}
