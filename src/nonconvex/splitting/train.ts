import type { TensorContainerObject } from '@tensorflow/tfjs-core';
import type { StopRule } from '../../core/stop.js';
import type { TrainContext, TrainOutcome } from '../../plugins/trainer.js';
import type { Algorithm } from '../algorithm.js';
import { drive } from '../driver.js';
import { loadTensors, type TensorLibrary } from '../tensors.js';

/** Runs a splitting method to its end. */
export async function trainBySweeps<State extends TensorContainerObject>(
  algorithmOn: (tf: TensorLibrary) => Algorithm<State>,
  { sweeps, stop }: { readonly sweeps: number; readonly stop: StopRule },
  { signal, report, checkpoints }: TrainContext,
): Promise<TrainOutcome> {
  const began = performance.now();
  const { tf, backend, description: tensorBackend } = await loadTensors();
  const load = (performance.now() - began) / 1000;
  const run = await drive(tf, algorithmOn(tf), {
    iterations: sweeps,
    unit: 'sweeps',
    stop,
    signal,
    report,
    checkpoints,
  });
  return {
    backend: `tfjs-${backend}`,
    version: tf.version_core,
    tensorBackend,
    status: run.stopped.status,
    reason: run.stopped.message,
    network: run.network,
    iterations: run.iterations,
    details: { bestSweep: run.bestIteration, ...run.details },
    history: run.history,
    timing: { load, train: run.seconds - run.evaluateSeconds, evaluateObjective: run.evaluateSeconds },
  };
}
