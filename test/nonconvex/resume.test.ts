import { expect, it } from 'vitest';
import type { Result } from '#relucent/core/generated/documents.js';
import type { Spec } from '#relucent/core/generated/input.js';
import { validateDocument } from '#relucent/core/validation.js';
import { readCheckpoint, writeCheckpoint } from '#relucent/nonconvex/checkpoint-file.js';
import type { KeptRun } from '#relucent/nonconvex/run-record.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';
import type { Checkpoints } from '#relucent/plugins/trainer.js';

const blobs = { source: 'generator', name: 'blobs', n: 24 } as const;
const filters = { source: 'generator', name: 'patches-teacher', n: 60, d: 6, patches: 2 } as const;
const mlp = { type: 'mlp' as const, hidden: [5, 4] };
const leaky = { name: 'leaky-relu', slope: 0.01 } as const;
const patches = { type: 'patches', patches: 2 } as const;

const runs: readonly Omit<Spec, 'relucent'>[] = [
  {
    data: blobs,
    model: { ...mlp, activation: leaky, outputActivation: leaky },
    loss: { type: 'squared' },
    regularizer: { type: 'column-lasso', weight: 1e-4 },
    solver: { name: 'ialam', options: { iterations: 14, inner: 2 } },
  },
  {
    data: blobs,
    model: mlp,
    loss: { type: 'cross-entropy' },
    solver: { name: 'dlam', options: { sweeps: 14 } },
  },
  { data: blobs, model: mlp, loss: { type: 'hinge' }, solver: { name: 'admm', options: { sweeps: 14 } } },
  {
    data: filters,
    model: patches,
    loss: { type: 'squared' },
    regularizer: { type: 'l1', weight: 1e-3 },
    solver: { name: 'rvsm', options: { iterations: 40 } },
  },
  {
    data: filters,
    model: patches,
    loss: { type: 'squared' },
    regularizer: { type: 'l0', weight: 1e-3 },
    solver: { name: 'hard-threshold', options: { iterations: 40, s: 3 } },
  },
  {
    data: blobs,
    model: mlp,
    loss: { type: 'squared' },
    regularizer: { type: 'gram-inf-norm', weight: 1e-3 },
    solver: { name: 'extrapolation', options: { stageEpochs: 4 } },
  },
  {
    data: blobs,
    model: mlp,
    loss: { type: 'squared' },
    solver: { name: 'adam', options: { epochs: 14, batch: 10, validation: 0.25, patience: 9 } },
  },
];

/** Keeps a checkpoint after every step, and ends the run after so many of them. */
function memory(abortAfter = Number.POSITIVE_INFINITY) {
  const abort = new AbortController();
  const kept = new Map<string, Uint8Array>();
  let saves = 0;
  const of = (key: string): Checkpoints => ({
    everySeconds: 0,
    load: async () => kept.get(key),
    async save(checkpoint) {
      kept.set(key, checkpoint);
      saves++;
      if (saves === abortAfter) abort.abort({ status: 'cancelled', message: 'enough' });
    },
  });
  return { of, kept, signal: abort.signal };
}

async function result(spec: object, checkpointsOf?: (key: string) => Checkpoints, signal?: AbortSignal) {
  const execution = await execute(validateDocument({ ...spec, relucent: 1, evaluate: { certify: false } }), {
    registry: builtinRegistry(),
    signal: signal ?? new AbortController().signal,
    report: () => {},
    checkpointsOf,
  });
  return execution.result as Result;
}

/** What does not depend on the clock. */
const lasting = ({ status, reason, objective, network, solver, history }: Result) => ({
  status,
  reason,
  objective,
  network,
  solver,
  history: history.map(({ seconds: _seconds, ...rest }) => rest),
});

it.each(runs.map((spec) => [spec.solver!.name, spec] as const))(
  '%s goes on from a checkpoint as if it had not been interrupted',
  async (_name, spec) => {
    const straight = await result(spec);
    const { of, kept, signal } = memory(7);
    const cut = await result(spec, of, signal);
    expect(cut.status).toBe('cancelled');
    expect(cut.solver.iterations).toBeLessThan(straight.solver.iterations!);
    expect(kept.size).toBe(1);
    const stepsDone: number[] = [];
    const resumed = await result(spec, (key) => ({
      ...of(key),
      save: async (file) => void stepsDone.push((readCheckpoint(file) as KeptRun).steps),
    }));
    expect(stepsDone[0]).toBeGreaterThan(7);
    expect(lasting(resumed)).toEqual(lasting(straight));
    expect(resumed.timing['train']).toBeGreaterThan(0);
  },
);

it('belongs to one document, and is refused where it is damaged', async () => {
  const { of, kept } = memory();
  const spec = { ...runs[1]!, solver: { name: 'dlam', options: { sweeps: 2 } } };
  await result(spec, of);
  await result({ ...spec, seed: 5 }, of);
  expect(kept.size).toBe(2);
  for (const [key, file] of kept) kept.set(key, file.slice(0, 40));
  await expect(result(spec, of)).rejects.toThrow(/checkpoint is damaged/);
});

it('is written with every number as it is', () => {
  const arrays = {
    a: { shape: [3], dtype: 'bool', values: Uint8Array.of(1, 0, 1) },
    b: { shape: [2, 1], dtype: 'float64', values: Float64Array.of(Number.MIN_VALUE, Number.NaN) },
    c: { shape: [1], dtype: 'int32', values: Int32Array.of(-7) },
    d: { shape: [0, 2], dtype: 'float32', values: new Float32Array(0) },
  };
  const tree = { arrays, list: [0.1, Number.NEGATIVE_INFINITY, Number.NaN, null], text: '$array' };
  expect(readCheckpoint(writeCheckpoint(tree))).toEqual(tree);
  // An array may lie anywhere in memory.
  const shifted = new Uint8Array(1 + writeCheckpoint(tree).length);
  shifted.set(writeCheckpoint(tree), 1);
  expect(readCheckpoint(shifted.subarray(1))).toEqual(tree);
});
