import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { norm2 } from '#relucent/core/matrix.js';
import { penalties } from '#relucent/core/proximal/index.js';
import { bind } from '#relucent/core/proximal/penalty.js';
import { createRandom } from '#relucent/core/random.js';
import {
  keepLargest,
  thresholdingStart,
  thresholdingStep,
} from '#relucent/nonconvex/algorithms/hard-thresholding.js';
import {
  augmentedLagrangian,
  rvsmStart,
  rvsmStep,
  type Splitting,
  sparseTwin,
  stationarity,
} from '#relucent/nonconvex/algorithms/rvsm.js';
import { angle, unit } from '#relucent/nonconvex/patches/angle.js';
import { fixedPoint } from '#relucent/nonconvex/patches/fixed-point.js';
import { populationLoss } from '#relucent/nonconvex/patches/population-loss.js';
import { readShared } from '../../support/problems.js';

const bound = (name: 'l1' | 'l0' | 'tl1', a = 1) =>
  name === 'tl1' ? bind(penalties.tl1, { a }) : bind(penalties[name], {});

interface Instance {
  readonly splitting: Splitting;
  readonly teacher: Float64Array;
  readonly start: Float64Array;
  readonly patches: number;
}

function instance(seed: number, name: 'l1' | 'l0' | 'tl1', more: Partial<Splitting> = {}): Instance {
  const random = createRandom(seed);
  const d = 3 + (seed % 20);
  const patches = 1 + (seed % 3);
  const draw = () => unit(Float64Array.from({ length: d }, () => random.normal()));
  const [teacher, start] = [draw(), draw()];
  const loss = populationLoss({ filter: teacher, patches });
  const given = { lambda: 1e-4, beta: 4e-3, stepSize: 0.24, normalize: true };
  return { splitting: { loss, penalty: bound(name), ...given, ...more }, teacher, start, patches };
}

function converged({ splitting, start }: Instance, most = 20_000) {
  let state = rvsmStart(splitting, start);
  for (let t = 0; t < most && state.change > 1e-15; t++) state = rvsmStep(splitting, state);
  return { w: state.w, u: sparseTwin(splitting, state.w) };
}

/** A state written out and read in again, as a checkpoint of it is. */
function reread<State extends { readonly w: Float64Array }>(state: State): State {
  const written = JSON.stringify(state, (_, value) =>
    value instanceof Float64Array ? Array.from(value) : value,
  );
  return JSON.parse(written, (_, value) => (Array.isArray(value) ? Float64Array.from(value) : value));
}

function steps<State>(from: State, count: number, step: (state: State) => State): State {
  let state = from;
  for (let k = 0; k < count; k++) state = step(state);
  return state;
}

const names = ['l1', 'l0', 'tl1'] as const;
const seeds = fc.integer({ min: 0, max: 10_000 });

describe.each(names)('relaxed variable splitting, %s', (name) => {
  it('never raises the augmented Lagrangian', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { splitting, start } = instance(seed, name);
        let state = rvsmStart(splitting, start);
        let before = augmentedLagrangian(splitting, state);
        for (let t = 0; t < 300; t++) {
          state = rvsmStep(splitting, state);
          const now = augmentedLagrangian(splitting, state);
          expect(now).toBeLessThanOrEqual(before + 1e-14);
          before = now;
        }
      }),
      { numRuns: 20 },
    );
  });

  it('ends where the fixed-point identities hold', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const given = instance(seed, name);
        const { splitting, teacher, patches } = given;
        const { w, u } = converged(given);
        const { beta, lambda } = splitting;
        const at = fixedPoint({ w, u, teacher, patches, beta, lambda });
        expect(at.parallel).toBeLessThan(1e-11);
        expect(at.sines).toBeLessThan(1e-12);
        expect(at.factor).toBeGreaterThan(0);
        expect(at.factor).toBeLessThanOrEqual(1 / (1 - 2 * patches * lambda * Math.sqrt(w.length)));
        expect(at.distance).toBeLessThanOrEqual(at.distanceBound + 1e-12);
        if (name === 'l1') expect(at.sparseDistance).toBeLessThanOrEqual(at.l1DistanceBound);
        expect(stationarity(splitting, w)).toBeLessThan(1e-12);
      }),
      { numRuns: 12 },
    );
  });

  it('away from a limit they do not hold', () => {
    const { splitting, teacher, start, patches } = instance(7, name);
    const { beta, lambda } = splitting;
    const u = sparseTwin(splitting, start);
    const at = fixedPoint({ w: start, u, teacher, patches, beta, lambda });
    expect(Math.min(at.parallel, at.sines)).toBeGreaterThan(1e-3);
    expect(at.distance).toBeGreaterThan(at.distanceBound);
  });

  it('the limit does not depend on the step size, and hardly on normalization', () => {
    const [slow, fast, free] = [
      { stepSize: 0.1 },
      { stepSize: 0.24 },
      { stepSize: 0.24, normalize: false },
    ].map((more) => converged(instance(17, name, more)));
    slow!.w.forEach((each, j) => {
      expect(each).toBeCloseTo(fast!.w[j]!, 11);
    });
    const { teacher } = instance(17, name);
    expect(norm2(free!.w)).toBeCloseTo(1, 2);
    expect(norm2(free!.w)).not.toBeCloseTo(1, 6);
    expect(Math.abs(angle(free!.w, teacher) - angle(slow!.w, teacher))).toBeLessThan(2e-5);
  });
});

it('without a penalty or pull it finds the teacher', () => {
  const given = instance(8, 'l1', { lambda: 0, beta: 1e-300 });
  expect(angle(converged(given).w, given.teacher)).toBeLessThan(1e-12);
});

describe('adaptive hard thresholding', () => {
  it('keeps the largest entries, the first of equal ones', () => {
    expect([...keepLargest(Float64Array.of(1, -3, 2, -2, 2), 3)]).toEqual([0, -3, 2, -2, 0]);
    expect([...keepLargest(Float64Array.of(0, 0, 5), 2)]).toEqual([0, 0, 5]);
  });

  it('finds a sparse teacher', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed, 'sparse');
      const draw = () => keepLargest(unit(Float64Array.from({ length: 10 }, () => random.normal())), 3);
      const [filter, start] = [draw(), draw()];
      const loss = populationLoss({ filter, patches: 1 + (seed % 4) });
      const thresholding = { loss, nonzeros: 3, stepSize: [0.1, 0.5, 0.9][seed % 3]! };
      let state = thresholdingStart(thresholding, start);
      for (let t = 0; t < 5000 && state.change > 1e-14; t++) state = thresholdingStep(thresholding, state);
      expect(norm2(state.w.map((each, j) => each - filter[j]!))).toBeLessThan(1e-9);
    }
  });
});

interface Trajectory {
  name: string;
  penalty: 'l1' | 'l0' | 'tl1';
  a: number | null;
  k: number;
  lam: number;
  beta: number;
  eta: number;
  w_star_raw: number[];
  w0_raw: number[];
  first5: { u: number[]; w: number[]; L: number }[];
  limit: Record<'w' | 'u', number[]> &
    Record<'loss_w' | 'loss_u' | 'loss_u_normalised' | 'angle_w' | 'angle_u' | 'zeros_u' | 'L', number>;
}
interface Thresholded {
  w_star: number[];
  w0: number[];
  s: number;
  k: number;
  eta: number;
  threshold_applied_at_first60: number[];
  iterates: number[][];
  iterate_60: number[];
  limit: number[];
}
const reference = readShared<{ rvsm_trajectories: Trajectory[]; adaptive_hard_threshold: Thresholded[] }>(
  'vectors/convex-rvsm.json',
);

function expectClose(ours: Float64Array, theirs: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((each, j) => {
    expect(Math.abs(each - theirs[j]!)).toBeLessThan(tolerance);
  });
}

describe.skipIf(!reference)('reference trajectories', () => {
  it('of relaxed variable splitting', () => {
    for (const { penalty, a, k, lam, beta, eta, w_star_raw, w0_raw, first5, limit } of reference!
      .rvsm_trajectories) {
      const [filter, start] = [unit(Float64Array.from(w_star_raw)), unit(Float64Array.from(w0_raw))];
      const loss = populationLoss({ filter, patches: k });
      const splitting = {
        loss,
        penalty: bound(penalty, a ?? 1),
        lambda: lam,
        beta,
        stepSize: eta,
        normalize: true,
      };
      let state = rvsmStart(splitting, start);
      for (const step of first5) {
        state = rvsmStep(splitting, state);
        expectClose(state.u, step.u, 1e-8);
        expectClose(state.w, step.w, 1e-8);
        expect(Math.abs(augmentedLagrangian(splitting, state) - step.L)).toBeLessThan(1e-8);
      }
      const { w, u } = converged({ splitting, teacher: filter, start, patches: k });
      expectClose(w, limit.w, 1e-7);
      expectClose(u, limit.u, 1e-7);
      const measured = {
        loss_w: loss.value(w),
        loss_u: loss.value(u),
        loss_u_normalised: loss.value(unit(u)),
        angle_w: angle(w, filter),
        angle_u: angle(u, filter),
        L: augmentedLagrangian(splitting, { u, w }),
      };
      for (const [name, value] of Object.entries(measured)) {
        expect(Math.abs(value / limit[name as keyof typeof measured] - 1), name).toBeLessThan(1e-5);
      }
      expect(u.filter((each) => each === 0)).toHaveLength(limit.zeros_u);
    }
  });

  it('of adaptive hard thresholding', () => {
    for (const one of reference!.adaptive_hard_threshold) {
      const filter = Float64Array.from(one.w_star);
      const loss = populationLoss({ filter, patches: one.k });
      const thresholding = { loss, nonzeros: one.s, stepSize: one.eta };
      let state = thresholdingStart(thresholding, Float64Array.from(one.w0));
      const cuts: number[] = [];
      for (let t = 1; t <= 60; t++) {
        const next = thresholdingStep(thresholding, state);
        if (next.cuts > state.cuts) cuts.push(t);
        state = next;
        if (t <= one.iterates.length) expectClose(state.w, one.iterates[t - 1]!, 1e-8);
      }
      expect(cuts).toEqual(one.threshold_applied_at_first60);
      expectClose(state.w, one.iterate_60, 1e-8);
      for (let t = 0; t < 5000; t++) state = thresholdingStep(thresholding, state);
      expectClose(state.w, one.limit, 1e-8);
    }
  });
});

it('runs that are split by a checkpoint end where those in one go do', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(...names), (seed, name) => {
      const { splitting, start } = instance(seed, name);
      const relaxed = (state: ReturnType<typeof rvsmStart>) => rvsmStep(splitting, state);
      const middle = steps(rvsmStart(splitting, start), 7, relaxed);
      expect(steps(reread(middle), 9, relaxed)).toEqual(steps(middle, 9, relaxed));

      const thresholding = { loss: splitting.loss, nonzeros: 2, stepSize: 0.2 };
      const hard = (state: ReturnType<typeof thresholdingStart>) => thresholdingStep(thresholding, state);
      const half = steps(thresholdingStart(thresholding, start), 7, hard);
      expect(steps(reread(half), 9, hard)).toEqual(steps(half, 9, hard));
    }),
    { numRuns: 30 },
  );
});
