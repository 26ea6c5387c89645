import { expect, it } from 'vitest';
import { saysOutOfMemory } from '#relucent/core/process/out-of-memory.js';
import { on } from './backends.js';

it('knows the words of a heap of tensors that is full', async () => {
  const tf = await on('wasm');
  // Five gigabytes do not fit into the four of WebAssembly; nothing is written to them.
  const backend = tf.backend() as unknown as { makeOutput(shape: number[], type: string): unknown };
  let words = '';
  try {
    for (let k = 0; k < 5; k++) backend.makeOutput([250_000_000], 'float32');
  } catch (error) {
    words = (error as Error).message;
  }
  expect(words).toContain('no 1000000000 bytes left');
  expect(saysOutOfMemory(`Error: ${words}`)).toBe(true);
  expect(saysOutOfMemory('RangeError: index out of range')).toBe(false);
});
