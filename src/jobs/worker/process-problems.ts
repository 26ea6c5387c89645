import type { ProblemDocument } from '../../core/generated/documents.js';
import { saysOutOfMemory } from '../../core/process/out-of-memory.js';

/** How a process ended without saying why. */
export interface Crash {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr: for the log, never for clients. */
  readonly stderr: string;
}

export function isOutOfMemory({ stderr }: Crash): boolean {
  return saysOutOfMemory(stderr);
}

export function crashProblem(crash: Crash, memoryMb: number): ProblemDocument {
  if (isOutOfMemory(crash)) {
    return problem(
      'out-of-memory',
      'The job ran out of memory',
      `its process needed more than limits.memoryMb = ${memoryMb}, or its tensors more than the 4 GB that WebAssembly can hold; raise the limit, or make the problem or its batches smaller`,
    );
  }
  const how = crash.signal ? `signal ${crash.signal}` : `exit code ${crash.code}`;
  return problem(
    'crashed',
    'The job ended unexpectedly',
    `its process ended with ${how} and left no result; the server's log says more`,
  );
}

export function overdueProblem(seconds: number): ProblemDocument {
  return problem(
    'overdue',
    'The job did not stop at its time limit',
    `its process was still busy long after the ${seconds} s its runs may take together, and was ended`,
  );
}

export function interruptedProblem(attempts: number): ProblemDocument {
  return problem(
    'interrupted',
    'The job was interrupted too often',
    `what ran it ended ${attempts} times before it was done; it may be the cause of that, so it is not tried again`,
  );
}

function problem(type: string, title: string, detail: string): ProblemDocument {
  return { type: `urn:relucent:problem:${type}`, title, status: 500, detail };
}
