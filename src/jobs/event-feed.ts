import { EventEmitter, once } from 'node:events';
import { isFinal, type JobEvent } from './job.js';
import type { JobStore } from './job-store.js';

/** A follower that falls so many events behind is let go; it can come back and resume. */
const backlogAllowed = 10_000;

/** Passes the events of running jobs on to those who follow them. */
export interface EventFeed {
  publish(id: string, event: JobEvent): void;
  /** The job is gone: its followers are let go. */
  end(id: string): void;
  /**
   * Events of a job with a greater id than `after`: those in the log first, then live, none twice, none missing;
   * all of them when there is no event `after`. Ends after the final status event, when the signal is aborted, and
   * when the job is removed.
   */
  follow(id: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent, void, undefined>;
}

export function createEventFeed(store: Pick<JobStore, 'get' | 'events'>): EventFeed {
  const subscribers = new Map<string, Set<Subscription>>();

  const eventsAfter = async (id: string, after: number) => {
    if (after === 0) return store.events(id, 0);
    const [named, ...later] = await store.events(id, after - 1);
    return named?.id === after ? later : store.events(id, 0);
  };

  return {
    publish(id, event) {
      for (const subscriber of subscribers.get(id) ?? []) subscriber.push(event);
    },
    end(id) {
      for (const subscriber of subscribers.get(id) ?? []) subscriber.end();
    },
    async *follow(id, after, signal) {
      // Subscribed before the log is read: an event that comes in between is in both, never in neither.
      const live = subscription();
      const ofJob = subscribers.get(id) ?? new Set();
      subscribers.set(id, ofJob.add(live));
      const leave = () => live.end();
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
      try {
        let last = after;
        // Asked before the log is read: the log of a job that was final then is complete.
        const job = await store.get(id);
        for (const event of await eventsAfter(id, after)) {
          yield event;
          last = event.id;
          if (endsJob(event)) return;
        }
        if (!job || isFinal(job.status)) return;
        for await (const event of live) {
          if (event.id <= last) continue;
          yield event;
          last = event.id;
          if (endsJob(event)) return;
        }
      } finally {
        signal.removeEventListener('abort', leave);
        ofJob.delete(live);
        if (ofJob.size === 0 && subscribers.get(id) === ofJob) subscribers.delete(id);
      }
    },
  };
}

/** The same store, except that every event it logs is published. */
export function publishing(store: JobStore, feed: EventFeed): JobStore {
  return {
    ...store,
    async setStatus(id, change) {
      const event = await store.setStatus(id, change);
      feed.publish(id, event);
      return event;
    },
    async setProgress(id, progress) {
      const event = await store.setProgress(id, progress);
      feed.publish(id, event);
      return event;
    },
    async remove(id) {
      await store.remove(id);
      feed.end(id);
    },
  };
}

function endsJob(event: JobEvent): boolean {
  return event.type === 'status' && isFinal(event.data.status);
}

interface Subscription extends AsyncIterable<JobEvent> {
  push(event: JobEvent): void;
  end(): void;
}

/** A queue between those who publish and one who reads at its own speed. */
function subscription(): Subscription {
  const pending: JobEvent[] = [];
  const wake = new EventEmitter();
  let open = true;
  const end = () => {
    open = false;
    wake.emit('news');
  };
  return {
    push(event) {
      if (!open) return;
      pending.push(event);
      if (pending.length > backlogAllowed) end();
      else wake.emit('news');
    },
    end,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = pending.shift();
        if (event) yield event;
        else if (open) await once(wake, 'news');
        else return;
      }
    },
  };
}
