import { randomBytes } from 'node:crypto';

const format = /^[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{8}$/;

let lastTime = 0;
let sameTime = 0;

/**
 * A new job id that sorts by creation: milliseconds since 1970, a counter within the millisecond, and random bits
 * so that ids cannot be guessed from one another. Within a process ids ascend even when the clock is set back.
 */
export function newJobId(): string {
  const now = Date.now();
  if (now > lastTime) {
    lastTime = now;
    sameTime = 0;
  } else if (++sameTime > 0xffff) {
    lastTime++;
    sameTime = 0;
  }
  return `${hex(lastTime, 12)}-${hex(sameTime, 4)}-${randomBytes(4).toString('hex')}`;
}

/** True when a text could be a job's id; such a text is safe as a file name. */
export function isJobId(text: string): boolean {
  return format.test(text);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
