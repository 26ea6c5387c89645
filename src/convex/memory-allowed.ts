import { totalmem } from 'node:os';

/** Share of the machine's memory that one solve may take. */
const memoryShare = 0.7;

/** The bytes one solve may take on this machine. */
export function memoryAllowed(): number {
  const machine = totalmem();
  const constrained = process.constrainedMemory?.() ?? 0;
  return memoryShare * (constrained > 0 ? Math.min(machine, constrained) : machine);
}
