import { expect, it } from 'vitest';
import { isNoRoom, whenThereIsRoom } from '#relucent/jobs/durable-file.js';

const coded = (code: string) => Object.assign(new Error(code), { code });

it('writes when there is room, and passes every other error on', async () => {
  const outcomes = [coded('ENOSPC'), new Error('wrapped', { cause: coded('EDQUOT') }), undefined];
  const waited: string[] = [];
  const write = async () => {
    const outcome = outcomes.shift();
    if (outcome) throw outcome;
  };
  await whenThereIsRoom(write, ({ message }) => waited.push(message), 1);
  expect(waited).toEqual(['ENOSPC', 'wrapped']);
  expect(outcomes).toEqual([]);
  const broken = whenThereIsRoom(
    () => Promise.reject(coded('EIO')),
    () => {},
    1,
  );
  await expect(broken).rejects.toThrow('EIO');
  expect(isNoRoom(undefined)).toBe(false);
});
