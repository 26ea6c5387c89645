import { defineConfig } from 'vitest/config';

/**
 * Tests whose files share a process and what it has compiled. What is one for the process is left as they find it: the
 * tensor backend (test/nonconvex/backends.ts, which chooses one, refuses to work there) and its heap, and, by those that
 * compare digits, the product of large float64 factors (core/layers/product.ts).
 */
const shared = 'test/{certify,check,convex,core,data}/**/!(tensors).test.ts';

const common = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  pool: 'forks',
  // Tests run on what ships: they import the compiled modules through `#relucent/*`, and Node loads them as they are.
  server: { deps: { external: [/\/dist\//] } },
} as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'shared process',
          include: [shared],
          isolate: false,
          env: { SHARED_PROCESS: 'true' },
        },
      },
      { test: { ...common, name: 'own process', include: ['test/**/*.test.ts'], exclude: [shared] } },
    ],
  },
});
