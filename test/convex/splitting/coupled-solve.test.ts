import { beforeAll, describe, expect, it } from 'vitest';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import type { PatternedRows } from '#relucent/convex/splitting/coupled-rows.js';
import { coupledSolve } from '#relucent/convex/splitting/coupled-solve.js';
import { couplingWay } from '#relucent/convex/splitting/coupling-way.js';
import { type SplitIterate, splitIterates } from '#relucent/convex/splitting/iterates.js';
import { lossProx } from '#relucent/convex/splitting/loss-prox.js';
import { coupledInverses } from '#relucent/convex/splitting/tensors/coupled-inverses.js';
import { tensorCoupledSolve } from '#relucent/convex/splitting/tensors/coupled-solve.js';
import { groupNorm } from '#relucent/core/norms/index.js';
import { createRandom } from '#relucent/core/random.js';
import { loadTensors, type Tensors } from '#relucent/nonconvex/tensors.js';

let library: Tensors;
beforeAll(async () => {
  library = await loadTensors();
});

const sizes = [
  [60, 2, 3],
  [15, 3, 8],
] as const;
const ways = ['neurons', 'rows', 'steps'] as const;
const cases = sizes.flatMap(([n, d, patterns]) => ways.map((way) => ({ n, d, patterns, way })));

function drawn(n: number, d: number, patterns: number) {
  const random = createRandom(n, 'coupled');
  const x = Float64Array.from({ length: n * d }, () => random.normal());
  const directions = Float64Array.from({ length: patterns * d }, () => random.normal());
  const active = new Float64Array(patterns * n);
  plainKernels.product(active, directions, x, { rows: patterns, cols: n, inner: d, transposeB: true });
  const rows: PatternedRows = { n, d, patterns, x, active: active.map((value) => Number(value >= 0)) };
  return { rows, neurons: Float64Array.from({ length: 2 * patterns * d }, () => random.normal()) };
}

/** (blockdiag(M) + F'F) u, entry by entry. */
function multiplied({ n, d, patterns, x, active }: PatternedRows, u: Float64Array): Float64Array {
  const image = (i: number, k: number) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += x[k * d + j]! * u[i * d + j]!;
    return sum;
  };
  const on = (i: number, k: number) => (i < patterns ? 1 : -1) * active[(i % patterns) * n + k]!;
  const outputs = Float64Array.from({ length: n }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < 2 * patterns; i++) sum += on(i, k) * image(i, k);
    return sum;
  });
  return u.map((value, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    let sum = value;
    for (let k = 0; k < n; k++) sum += x[k * d + j]! * (image(i, k) + on(i, k) * outputs[k]!);
    return sum;
  });
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

describe('the coupled system', () => {
  it.each(cases)(
    'is solved over $way: $n rows, $d columns, $patterns patterns',
    ({ n, d, patterns, way }) => {
      const { rows, neurons } = drawn(n, d, patterns);
      const solve = coupledSolve(rows, plainKernels, way)!;
      // Steps leave a share of what is new in a right-hand side, and of the same one less and less.
      const errors = Array.from({ length: way === 'steps' ? 8 : 1 }, () => {
        const rhs = multiplied(rows, neurons);
        solve(rhs);
        return furthest(rhs, neurons);
      });
      expect(errors[0]).toBeLessThan(way === 'steps' ? 0.1 : 1e-9);
      expect(errors.at(-1)).toBeLessThan(1e-9);
    },
  );

  it.each(cases)('is solved on tensors over $way: $n rows', async ({ n, d, patterns, way }) => {
    const { tf } = library;
    const { rows, neurons } = drawn(n, d, patterns);
    const before = tf.memory().numTensors;
    const matrix = (values: Float64Array, count: number) =>
      tf.tensor2d(Float32Array.from(values), [count, values.length / count]);
    const data = { x: matrix(rows.x, n), active: matrix(rows.active, patterns) };
    const inverses = coupledInverses(rows, plainKernels, way)!;
    const { solve, dispose } = tensorCoupledSolve(tf, rows, data, inverses);
    const solved = tf.tidy(() => solve(matrix(multiplied(rows, neurons), 2 * patterns)));
    expect(furthest(await solved.data(), neurons)).toBeLessThan(way === 'steps' ? 0.05 : 1e-4);
    const zero = tf.tidy(() => solve(tf.zeros([2 * patterns, d])));
    expect(
      furthest(
        await zero.data(),
        neurons.map(() => 0),
      ),
    ).toBe(0);
    dispose();
    tf.dispose([data.x, data.active, solved, zero]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes steps where a factor is large or has no room', () => {
    const gigabyte = 2 ** 30;
    expect(couplingWay({ n: 50_000, d: 20, patterns: 36 }, 16 * gigabyte)).toBe('neurons');
    expect(couplingWay({ n: 60_000, d: 784, patterns: 20 }, 16 * gigabyte)).toBe('neurons');
    expect(couplingWay({ n: 12_000, d: 784, patterns: 100 }, 16 * gigabyte)).toBe('rows');
    expect(couplingWay({ n: 12_000, d: 784, patterns: 100 }, 4 * gigabyte)).toBe('steps');
    expect(couplingWay({ n: 60_000, d: 784, patterns: 100 }, 1000 * gigabyte)).toBe('steps');
  });

  it('leads ADMM along the same way by steps as by factors', () => {
    const { rows } = drawn(40, 4, 10);
    const y = Float64Array.from({ length: rows.n }, (_, k) => Math.sign(rows.x[4 * k]!));
    const norm = groupNorm({ norm: 'l2' });
    const program = { ...rows, y, weight: 0.1, norm, prox: lossProx('hinge')! };
    const [factored, stepped] = (['rows', 'steps'] as const).map((way) => {
      const solve = coupledSolve(rows, plainKernels, way);
      const iterates: SplitIterate[] = [];
      for (const iterate of splitIterates(program, plainKernels, solve)) {
        iterates.push(iterate);
        if (iterates.length === 5) return iterates;
      }
      throw new Error('it ended');
    });
    const size = Math.max(...factored!.at(-1)!.neurons.map(Math.abs));
    expect(size).toBeGreaterThan(0.01);
    for (const [at, { neurons }] of stepped!.entries())
      expect(furthest(neurons, factored![at]!.neurons)).toBeLessThan(0.01 * size);
  });
});
