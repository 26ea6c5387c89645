import type { Memory } from './instantiate.js';

const pageBytes = 65_536;

/** A WebAssembly memory of its own that holds at least so many bytes. */
export function createMemory(bytes: number): Memory {
  const { Memory: Constructor } = (
    globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => Memory } }
  ).WebAssembly;
  return new Constructor({ initial: Math.ceil(bytes / pageBytes) });
}
