import { totalmem } from 'node:os';

/** Share of the machine's memory that one solve may take. */
const memoryShare = 0.7;
/** Bytes that tensors in WebAssembly, whose heap ends at 4 GB, may be asked for. */
export const mostHeap = 3.5e9;

/** The bytes one solve may take on this machine. */
export function memoryAllowed(): number {
  const machine = totalmem();
  const constrained = process.constrainedMemory?.() ?? 0;
  return memoryShare * (constrained > 0 ? Math.min(machine, constrained) : machine);
}

/** True where a solve may take so many bytes here; else who needs how much for what, and what may be used. */
export function fitsAllowed(bytes: number, needs: string, forWhat: string): true | string {
  const allowed = memoryAllowed();
  if (bytes <= allowed) return true;
  return `${needs} about ${gigabytes(bytes)} GB for ${forWhat}; ${gigabytes(allowed)} GB may be used here`;
}

export function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
