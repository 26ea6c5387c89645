import { beforeAll, describe, expect, it } from 'vitest';
import { plainKernels } from '#relucent/convex/kernels/plain.js';
import { patternOf } from '#relucent/convex/patterns/pattern.js';
import { type SplitIterate, splitIterates } from '#relucent/convex/splitting/iterates.js';
import { splitProgram } from '#relucent/convex/splitting/run.js';
import { coupledInverses } from '#relucent/convex/splitting/tensors/coupled-inverses.js';
import { tensorIterates } from '#relucent/convex/splitting/tensors/iterates.js';
import { tensorReports } from '#relucent/convex/splitting/tensors/reports.js';
import { suitsTensors } from '#relucent/convex/splitting/tensors/size.js';
import type { Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { loadTensors, type Tensors } from '#relucent/nonconvex/tensors.js';
import { problemOf } from '../../support/problems.js';

let library: Tensors;
beforeAll(async () => {
  library = await loadTensors();
});

async function blobs(loss: 'hinge' | 'squared' | 'logistic', n: number): Promise<Problem> {
  return problemOf({
    data: { source: 'generator', name: 'blobs', n, d: 4, scale: 'standardize', bias: true },
    loss: { type: loss },
    regularizer: { weight: 0.05 },
  });
}

function drawn({ train: { x } }: Problem, count: number) {
  const random = createRandom(0, 'directions');
  return Array.from({ length: count }, () =>
    patternOf(
      x,
      Float64Array.from({ length: x.cols }, () => random.normal()),
    ),
  );
}

describe('splitting on tensors', () => {
  // Coupled over the neurons (3 x 5 unknowns of 60 rows) and over the rows.
  it.each([
    { loss: 'hinge', n: 60, patterns: 3 },
    { loss: 'squared', n: 20, patterns: 8 },
    { loss: 'logistic', n: 20, patterns: 8 },
  ] as const)('iterates as in float64: $loss, $n rows', async ({ loss, n, patterns: count }) => {
    const { tf } = library;
    const problem = await blobs(loss, n);
    const { program } = splitProgram(problem, drawn(problem, count), n);
    const before = tf.memory().numTensors;
    const theirs: SplitIterate[] = [];
    const inverses = coupledInverses(program, plainKernels)!;
    for await (const iterate of tensorIterates(tf, program, inverses, new AbortController().signal)) {
      theirs.push(iterate);
      if (theirs.length === 3) break;
    }
    expect(tf.memory().numTensors).toBe(before);
    for (const ours of splitIterates(program, plainKernels)) {
      const other = theirs.shift();
      if (!other) break;
      expect(other.iteration).toBe(ours.iteration);
      for (const part of ['neurons', 'nu', 'mu'] as const) {
        const largest = Math.max(...ours[part].map(Math.abs));
        for (const [at, value] of ours[part].entries())
          expect(Math.abs(other[part][at]! - value)).toBeLessThan(1e-4 * largest);
      }
    }
  });

  it('closes a gap that float32 allows, says where it gives no more, and ends with the signal', async () => {
    const problem = await blobs('hinge', 40);
    const patterns = drawn(problem, 6);
    const goal = (tolerance: number) => ({
      tolerance,
      upper: Number.POSITIVE_INFINITY,
      lower: Number.NEGATIVE_INFINITY,
    });
    const run = async (tolerance: number, signal = new AbortController().signal) => {
      let [upper, lower, native] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ''];
      for await (const report of tensorReports(
        problem,
        patterns,
        goal(tolerance),
        plainKernels,
        library,
        signal,
      )) {
        upper = report.reached?.upper ?? upper;
        lower = report.bound?.value ?? lower;
        native = report.ended?.native ?? native;
      }
      return { upper, lower, native };
    };
    const closed = await run(1e-3);
    expect(closed.native).toMatch(/^gap closed \(float32 tensors on .*, judged in float64/);
    expect(closed.upper - closed.lower).toBeLessThanOrEqual(1e-3 * (1 + closed.upper));
    const open = await run(1e-12);
    expect(open.native).toMatch(/^float32 gives no more/);
    expect(open.lower).toBeLessThanOrEqual(closed.upper);
    expect(closed.lower).toBeLessThanOrEqual(open.upper);
    await expect(run(1e-12, AbortSignal.abort())).rejects.toThrow();
  });

  it('is for large programs of the l2 norm that fit', async () => {
    const problem = await blobs('hinge', 40);
    expect(suitsTensors(problem, 6)).toBe(false);
    const { train, norm } = problem;
    const rows = (n: number, d: number) => ({
      train: { ...train, x: { rows: n, cols: d, data: train.x.data } },
      norm,
    });
    expect(suitsTensors(rows(11_982, 784), 100)).toBe(true);
    expect(suitsTensors(rows(60_000, 784), 100)).toBe(true);
    expect(suitsTensors(rows(60_000, 784), 1000)).toBe(false);
  });
});
