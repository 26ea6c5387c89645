import { describe, expect, it } from 'vitest';
import { zeros } from '#relucent/core/matrix.js';
import type { Network } from '#relucent/core/network.js';
import { residualBelow, type StopReason, withoutImprovement } from '#relucent/core/stop.js';
import type { Algorithm } from '#relucent/nonconvex/algorithm.js';
import { drive, type Run } from '#relucent/nonconvex/driver.js';
import { createHistory } from '#relucent/nonconvex/history.js';
import { loadTensors } from '#relucent/nonconvex/tensors.js';
import type { Progress } from '#relucent/plugins/trainer.js';
import { denseLayer } from '../support/networks.js';

/** A network that only carries a number, and the way back. */
const carrying = (value: number): Network => ({
  layers: [{ kind: 'dense', weight: zeros(1, 0), bias: Float64Array.of(value), activation: 'linear' }],
});
const carried = (network: Network) => denseLayer(network, 0).bias[0]!;

/** Counts steps; the objective after k of them is f(k). */
function counting(
  f: (steps: number) => number,
  more: Partial<Algorithm<{ k: number }>> = {},
): Algorithm<{ k: number }> {
  return {
    stepsPerIteration: 1,
    iterationsPerEvaluation: 1,
    init: () => ({ k: 0 }),
    step: ({ k }) => ({ k: k + 1 }),
    residuals: ({ k }) => ({ gap: 1 / (k + 1) }),
    solution: async ({ k }) => carrying(k),
    objective: (network) => [f(carried(network)) / 2, f(carried(network)) / 2],
    dispose: () => {},
    ...more,
  };
}

const forever: StopReason | null = null;
const run = (more: Partial<Run> = {}): Run => ({
  iterations: 20,
  unit: 'rounds',
  stop: () => forever,
  signal: new AbortController().signal,
  report: () => {},
  ...more,
});

/** Keeps the processor busy, as a real step does. */
function work(milliseconds: number) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('drive', () => {
  it('returns the best network, not the last', async () => {
    const { tf } = await loadTensors();
    const outcome = await drive(
      tf,
      counting((k) => (k - 13) ** 2),
      run(),
    );
    expect(carried(outcome.network)).toBe(13);
    expect(outcome.bestIteration).toBe(13);
    expect(outcome.iterations).toBe(20);
    expect(outcome.stopped).toEqual({ status: 'inaccurate', message: 'ended after the planned 20 rounds' });
    expect(outcome.history.map((point) => point.objective)).toEqual(
      Array.from({ length: 21 }, (_, k) => (k - 13) ** 2),
    );
  });

  it('ends at a residual', async () => {
    const { tf } = await loadTensors();
    const outcome = await drive(
      tf,
      counting((k) => -k),
      run({ stop: residualBelow('gap', 0.2) }),
    );
    expect(outcome.stopped.status).toBe('solved');
    expect(outcome.iterations).toBe(4);
  });

  it('calls an objective that is no number divergence, and returns what came before', async () => {
    const { tf } = await loadTensors();
    const outcome = await drive(
      tf,
      counting((k) => (k < 5 ? -k : Number.NaN)),
      run(),
    );
    expect(outcome.stopped.status).toBe('diverged');
    expect(carried(outcome.network)).toBe(4);
  });

  it('compares networks by the rows held out, where there are any', async () => {
    const { tf } = await loadTensors();
    const algorithm = counting((k) => -k, { validation: (network) => [(carried(network) - 7) ** 2] });
    const outcome = await drive(tf, algorithm, run());
    expect(carried(outcome.network)).toBe(7);
    expect(outcome.history[5]).toMatchObject({ objective: -5, residuals: { validation: 4 } });
  });

  it('reads residuals that are tensors, and frees them', async () => {
    const { tf } = await loadTensors();
    const before = tf.memory().numTensors;
    const algorithm = counting((k) => -k, { residuals: ({ k }) => ({ gap: tf.scalar(1 / (k + 1)) }) });
    const outcome = await drive(tf, algorithm, run({ stop: residualBelow('gap', 0.21) }));
    expect(outcome.iterations).toBe(4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('ends when nothing has got better for long enough', async () => {
    const { tf } = await loadTensors();
    const stop = withoutImprovement(3, 'rounds', ({ objective }) => objective);
    const outcome = await drive(
      tf,
      counting((k) => Math.abs(k - 5)),
      run({ stop }),
    );
    expect(outcome.stopped).toEqual({ status: 'inaccurate', message: 'nothing better in 3 rounds' });
    expect([outcome.iterations, outcome.bestIteration]).toEqual([8, 5]);
  });

  it('evaluates after 1, 2, 4, ... iterations, then at its interval, and at the end', async () => {
    const { tf } = await loadTensors();
    const algorithm = counting((k) => -k, { stepsPerIteration: 3, iterationsPerEvaluation: 6 });
    const outcome = await drive(tf, algorithm, run({ iterations: 21 }));
    expect(outcome.history.map((point) => point.iteration)).toEqual([0, 1, 2, 4, 8, 14, 20, 21]);
    expect(carried(outcome.network)).toBe(63);
  });

  it('lets a cancellation through within a step, and gives its reason', async () => {
    const { tf } = await loadTensors();
    const controller = new AbortController();
    const slow = counting((k) => Math.abs(k - 3), {
      step: ({ k }) => {
        work(20);
        return { k: k + 1 };
      },
    });
    const reports: Progress[] = [];
    const reason: StopReason = { status: 'limit', message: 'out of time' };
    setTimeout(() => controller.abort(reason), 200);
    const outcome = await drive(
      tf,
      slow,
      run({ iterations: 10_000, signal: controller.signal, report: (progress) => reports.push(progress) }),
    );
    expect(outcome.stopped).toBe(reason);
    expect(outcome.iterations).toBeLessThan(100);
    expect(carried(outcome.network)).toBe(3);
    expect(reports.at(-1)).toMatchObject({ iteration: outcome.iterations, objective: 0 });
    expect(reports.at(-1)!.fraction).toBeCloseTo(outcome.iterations / 10_000, 6);
  });

  it('interrupts a long evaluation, and keeps what was trained since the start', async () => {
    const { tf } = await loadTensors();
    const controller = new AbortController();
    let terms = 0;
    const algorithm = counting(() => 1, {
      *objective(network) {
        for (let i = 0; i < 1000; i++) {
          if (carried(network) > 0) work(2);
          terms += carried(network);
          yield 1;
        }
      },
    });
    setTimeout(() => controller.abort(), 100);
    const outcome = await drive(tf, algorithm, run({ signal: controller.signal }));
    expect(outcome.stopped).toEqual({ status: 'cancelled', message: 'cancelled' });
    expect(terms).toBeLessThan(1000);
    expect(carried(outcome.network)).toBe(1);
  });

  it('frees every tensor, also when a step throws', async () => {
    const { tf } = await loadTensors();
    const before = tf.memory().numTensors;
    const base = counting((k) => -k);
    let freed = 0;
    const failing: Algorithm<{ k: number; fixed: unknown; moving: unknown } & Record<string, never>> = {
      ...base,
      dispose: () => {
        freed++;
      },
      init: () => ({ k: 0, fixed: tf.scalar(1), moving: tf.scalar(2) }) as never,
      step: (state) => {
        if (state.k === 10) throw new Error('out of memory');
        return { ...state, k: state.k + 1, moving: tf.mul(state.moving as never, 2) } as never;
      },
    };
    await expect(drive(tf, failing, run())).rejects.toThrow('out of memory');
    expect(freed).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('createHistory', () => {
  const fill = (count: number) => {
    const history = createHistory(10);
    for (let i = 0; i < count; i++) history.add({ iteration: i, seconds: 0 });
    return history.points().map((point) => point.iteration);
  };

  it('keeps everything that fits', () => expect(fill(9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]));

  it('thins evenly and keeps both ends', () => {
    expect(fill(24)).toEqual([0, 4, 8, 12, 16, 20, 23]);
    for (const count of [11, 57, 1000]) {
      const kept = fill(count);
      expect([kept[0], kept.at(-1)]).toEqual([0, count - 1]);
      expect(kept.length).toBeLessThanOrEqual(10);
    }
  });
});
