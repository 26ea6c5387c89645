import { defineConfig } from 'vitest/config';

// Tests run on what ships: they import the compiled modules through `#relucent/*`.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
