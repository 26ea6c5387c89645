import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Names a process among those of all machines, and tells it from a later one with the same pid. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Boot and start time; absent where the system does not say. */
  readonly born?: string;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const born = await birthOf(process.pid);
  return { host: hostname(), pid: process.pid, ...(born === undefined ? {} : { born }) };
}

/** Processes of other hosts (and containers) cannot be seen, so they count as alive. */
export async function isAlive({ host, pid, born }: ProcessIdentity): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (await birthOf(pid)) === born;
}

/** True where the process ran since this machine was booted: machines that share a name do not share a boot. */
export function isOfThisBoot({ born }: ProcessIdentity, own: ProcessIdentity): boolean {
  return born?.split('/')[0] === own.born?.split('/')[0];
}

/** Boot and start time of a process, from Linux's /proc; nothing elsewhere, or when it has ended. */
async function birthOf(pid: number): Promise<string | undefined> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Fields 3 (state) and 22 (start) are counted behind the program's name, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ended = fields[0] === 'Z' || fields[0] === 'X';
    return ended ? undefined : `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}
