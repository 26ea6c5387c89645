/** What a process writes to stderr before it is ended for its size. */
export const overMemory = 'the process is larger than it may be';

/** The last two: the heap of the tensors, which WebAssembly ends at 4 GB. */
const outOfMemory = new RegExp(
  `${overMemory}|heap out of memory|javascript OOM|Array buffer allocation failed|memory access out of bounds|bytes left on the heap`,
);

/** Whether a process that wrote this to stderr ended for its memory. */
export function saysOutOfMemory(stderr: string): boolean {
  return outOfMemory.test(stderr);
}
