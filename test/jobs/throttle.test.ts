import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { throttle } from '#relucent/jobs/worker/throttle.js';

it('passes on the first and the latest value, and few in between', async () => {
  const sent: number[] = [];
  const offer = throttle<number>((value) => sent.push(value), 200);
  for (let value = 0; value < 10; value++) offer(value);
  expect(sent).toEqual([0]);
  await sleep(300);
  expect(sent).toEqual([0, 9]);
});

it('looks at the time itself when the thread is too busy for timers', () => {
  const sent: number[] = [];
  const offer = throttle<number>((value) => sent.push(value), 200);
  offer(1);
  offer(2);
  const end = performance.now() + 210;
  while (performance.now() < end);
  offer(3);
  expect(sent).toEqual([1, 3]);
});

it('flushes what waits, once', () => {
  const sent: number[] = [];
  const offer = throttle<number>((value) => sent.push(value), 1000);
  offer(1);
  offer(2);
  offer.flush();
  offer.flush();
  expect(sent).toEqual([1, 2]);
});
