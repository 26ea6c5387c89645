import { defineConfig } from 'vitest/config';

/**
 * Tests of functions without state: their files share a process and what it has compiled. Tensors are not among them:
 * their backend is one for the process. So is the product that large float64 factors take (core/layers/product.ts):
 * one who compares digits sets it.
 */
const stateless = 'test/{attacks,certify,check,convex,core,data}/**/!(tensors).test.ts';

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
      { test: { ...common, name: 'stateless', include: [stateless], isolate: false } },
      { test: { ...common, name: 'own process', include: ['test/**/*.test.ts'], exclude: [stateless] } },
    ],
  },
});
