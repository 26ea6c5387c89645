import { describe, expect, it } from 'vitest';
import { cli } from '../e2e/product.js';

describe('relucent bench', () => {
  it('lists the benchmarks with how they are called', async () => {
    const { code, stdout } = await cli(['bench', '--list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^certify\n {2}How rows are decided.*\n {2}node bench\/certify\.mjs/m);
    expect(stdout).not.toMatch(/^tensors\/peer$/m);
  });

  it('passes what follows the name, and the exit code back', async () => {
    const unknown = await cli(['bench', 'gradient-training', '--no-such-option']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/no-such-option/);
    const { code, stderr } = await cli(['bench', 'certfy']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean "certify"?')]);
  });
});
