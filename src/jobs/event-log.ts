import { appendFile, readFile, truncate } from 'node:fs/promises';
import type { JobEvent } from './job.js';

type Unnumbered = JobEvent extends infer E ? (E extends JobEvent ? Omit<E, 'id'> : never) : never;

/** The events of one job, one JSON document a line. */
export interface EventLog {
  /** Gives the event the next id and writes it. */
  append(event: Unnumbered): Promise<JobEvent>;
  /** Events with a greater id than `after`, in order. */
  read(after: number): Promise<JobEvent[]>;
  readonly last: JobEvent | undefined;
}

/** Opens a log, cutting off a line that a crash left unfinished. Appends must not overlap. */
export async function openEventLog(path: string): Promise<EventLog> {
  const { events, bytes, size } = await readLog(path);
  if (bytes < size) await truncate(path, bytes);
  let last = events.at(-1);
  return {
    get last() {
      return last;
    },
    async append(event) {
      const numbered = { id: (last?.id ?? 0) + 1, ...event } as JobEvent;
      await appendFile(path, line(numbered));
      last = numbered;
      return numbered;
    },
    async read(after) {
      return (await readLog(path)).events.filter((event) => event.id > after);
    },
  };
}

/** An event as the log holds it. */
export function line(event: JobEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The finished lines of a log up to the first that is no event, and how many bytes they take. */
async function readLog(path: string): Promise<{ events: JobEvent[]; bytes: number; size: number }> {
  const content = await readIfThere(path);
  const events: JobEvent[] = [];
  let bytes = 0;
  for (;;) {
    const end = content.indexOf('\n', bytes);
    const event = end < 0 ? undefined : parse(content.toString('utf8', bytes, end));
    if (event === undefined) return { events, bytes, size: content.length };
    events.push(event);
    bytes = end + 1;
  }
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parse(text: string): JobEvent | undefined {
  try {
    const event = JSON.parse(text) as JobEvent;
    return Number.isInteger(event?.id) ? event : undefined;
  } catch {
    return undefined;
  }
}
