import { expect, it } from 'vitest';
import { isJobId, newJobId } from '#relucent/jobs/job-id.js';

it('makes ids that ascend', () => {
  const ids = Array.from({ length: 70_000 }, newJobId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every(isJobId)).toBe(true);
  expect(isJobId('../../etc/passwd')).toBe(false);
});
