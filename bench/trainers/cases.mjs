// What is trained: a perceptron 784-200-100-10 on Gaussian rows with a teacher's classes, and one hidden layer on
// two moons, each by SGD, momentum and Adam.

const layers = (rows) => ({
  data: { source: 'generator', name: 'mlp-teacher', d: 784, hidden: [20], outputs: 10, n: rows },
  model: { type: 'mlp', hidden: [200, 100] },
  loss: { type: 'cross-entropy' },
  regularizer: { weight: 1e-4 },
});
const moons = {
  data: { source: 'generator', name: 'two-moons', n: 200, noise: 0.1 },
  model: { type: 'mlp', hidden: [64] },
  loss: { type: 'logistic' },
  regularizer: { weight: 1e-4 },
};

/** `goal`: the largest time wanted, relative to PyTorch's, with OpenBLAS and with WebAssembly alone. */
export function cases(rows) {
  const of = (label, spec, name, learningRate, { batch, epochs, goal }) => ({
    label: `${name}, ${label}`,
    ...(goal ? { goal } : {}),
    spec: {
      relucent: 1,
      ...spec,
      solver: { name, options: { learningRate, epochs, batch, schedule: 'constant' } },
      evaluate: { certify: false },
    },
  });
  const large = [`784-200-100-10, ${rows} rows`, layers(rows)];
  const small = ['2-64-1, two moons', moons];
  return [
    of(...large, 'adam', 1e-3, { batch: 100, epochs: 16, goal: { OpenBLAS: 1.5, WebAssembly: 3.5 } }),
    of(...large, 'sgd', 0.05, { batch: 100, epochs: 32 }),
    of(...large, 'momentum', 0.01, { batch: 100, epochs: 16 }),
    of(...small, 'adam', 0.01, { batch: 50, epochs: 32 }),
    of(...small, 'sgd', 0.3, { batch: 50, epochs: 32 }),
  ];
}
