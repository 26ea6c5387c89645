// What grows in bench/growth.mjs, and how it should for large sizes.

const convex = ({ n = 100, d = 20, P = 12 }) => ({
  kind: 'spec',
  spec: {
    data: { source: 'generator', name: 'planted', n, d, noise: 0.3 },
    loss: { type: 'hinge' },
    regularizer: { weight: 1e-3 },
    solver: {
      name: 'convex',
      options: { patterns: { method: 'sampled', distinct: P }, backend: 'interior', tolerance: 1e-4 },
    },
  },
});

const adam = ({ n = 2000, d = 100, width = 100, depth = 2 }) => ({
  kind: 'spec',
  spec: {
    data: { source: 'generator', name: 'mlp-teacher', d, n, outputs: 3 },
    model: { type: 'mlp', hidden: Array.from({ length: depth }, () => width) },
    loss: { type: 'cross-entropy' },
    solver: { name: 'adam', options: { epochs: 2, batch: 200 } },
  },
});

/**
 * Exponents expected: an iteration of the structured interior point takes 2 P (n d^2 + a^2 d + d^3 / 3) + n^3 / 3
 * multiply-adds, a the active rows of a pattern, and keeps n^2 + 2 P d^2 numbers. An epoch of gradient training takes six
 * multiply-adds for each row and weight; its memory is the data and the weights. Every job takes as long as the others.
 */
export function axes(quick) {
  const sizes = (all) => (quick ? all.slice(0, 2) : all);
  const axis = (name, all, task, time, memory) => ({ name, sizes: sizes(all), task, time, memory });
  return [
    axis('convex, n', [200, 400, 800], (n) => convex({ n }), 3, 2),
    axis('convex, d', [30, 60, 120], (d) => convex({ d, n: 150 }), 3, 2),
    axis('convex, P', [12, 24, 48], (P) => convex({ P }), 1, 1),
    axis('adam, n', [2000, 8000, 32000], (n) => adam({ n }), 1, 1),
    axis('adam, d', [100, 400, 1600], (d) => adam({ d }), 1, 1),
    axis('adam, width', [256, 512, 1024, 2048], (width) => adam({ width }), 2, 2),
    axis('adam, depth', [4, 16, 64], (depth) => adam({ depth }), 1, 1),
    { ...axis('service, jobs', [4, 8, 16], (jobs) => ({ kind: 'jobs', jobs }), 1, 1), unit: 's' },
  ];
}
