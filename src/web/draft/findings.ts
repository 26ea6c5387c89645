import { useEffect, useState } from 'preact/hooks';
import type { FieldError } from '#relucent/core/generated/documents.js';
import type { DryRun } from '#relucent/pipeline/dry-run.js';
import { dryRun, Refused } from '../api.js';
import { explain } from '../load.js';

const pauseMs = 250;

/** What the service says of a document before it is sent. */
export interface Findings {
  readonly state: 'checking' | 'fine' | 'wrong';
  readonly plan?: DryRun;
  readonly errors: readonly FieldError[];
  /** What is wrong where no field is to blame. */
  readonly message?: string;
}

/** Asks the service about the text whenever it has rested for a moment; the last plan stays until the next is there. */
export function useFindings(text: string): Findings {
  const [findings, setFindings] = useState<Findings>({ state: 'checking', errors: [] });
  useEffect(() => {
    const gone = new AbortController();
    setFindings((before) => ({ ...before, state: 'checking' }));
    const timer = setTimeout(async () => {
      const found = await check(text, gone.signal);
      if (!gone.signal.aborted) setFindings(found);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [text]);
  return findings;
}

async function check(text: string, signal: AbortSignal): Promise<Findings> {
  try {
    JSON.parse(text);
  } catch (error) {
    // Not even sent: what the browser says of the place is all that can be said.
    return { state: 'wrong', errors: [], message: `This is not JSON: ${(error as Error).message}` };
  }
  try {
    return { state: 'fine', errors: [], plan: await dryRun(text, signal) };
  } catch (error) {
    const errors = error instanceof Refused ? error.errors : [];
    return { state: 'wrong', errors, ...(errors.length > 0 ? {} : { message: explain(error as Error) }) };
  }
}
