import { type Network, parametersOf, withParameters } from '../core/network.js';
import type { Snapshot, StopRule } from '../core/stop.js';
import type { Checkpoints } from '../plugins/trainer.js';
import { type Checkpoint, type SavedArray, savedArray } from './checkpoint.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import { createHistory, type History, type HistoryRecord } from './history.js';

/** The best network of those evaluated. */
export interface Best {
  readonly network: Network;
  readonly snapshot: Snapshot;
  /** Objective, or loss on the rows held out. */
  readonly score: number;
}

/** What a run has counted and found, beside the state of its algorithm. */
export interface RunRecord {
  steps: number;
  evaluations: number;
  /** The iteration of the last evaluation; none yet: undefined. */
  evaluatedAt?: number;
  evaluateMilliseconds: number;
  best?: Best;
  readonly history: History;
}

export function newRecord(): RunRecord {
  return { steps: 0, evaluations: 0, evaluateMilliseconds: 0, history: createHistory() };
}

/** A run as it was kept: enough to go on as if it had never stopped. */
export interface KeptRun {
  readonly state: Checkpoint;
  /** Wall-clock seconds that the run had taken. */
  readonly seconds: number;
  readonly steps: number;
  readonly evaluations: number;
  readonly evaluatedAt?: number;
  readonly evaluateMilliseconds: number;
  readonly best?: Pick<Best, 'snapshot' | 'score'> & { readonly parameters: SavedArray[] };
  readonly history: HistoryRecord;
}

export function keep(checkpoints: Checkpoints, record: RunRecord, state: Checkpoint, seconds: number) {
  const { best, history, ...counted } = record;
  const kept: KeptRun = {
    ...counted,
    state,
    seconds,
    ...(best && {
      best: {
        snapshot: best.snapshot,
        score: best.score,
        parameters: parametersOf(best.network).map(savedArray),
      },
    }),
    history: history.record(),
  };
  return checkpoints.save(writeCheckpoint(kept));
}

/** What was kept last, or nothing. Throws InputError where it cannot be read. */
export async function keptRun(checkpoints: Checkpoints | undefined): Promise<KeptRun | undefined> {
  const file = await checkpoints?.load();
  return file && (readCheckpoint(file) as KeptRun);
}

/** The record of a kept run; `current` is the network of its state. */
export function recordOf(
  { best, history, seconds: _seconds, state: _state, ...counted }: KeptRun,
  current: Network,
): RunRecord {
  return {
    ...counted,
    ...(best && {
      best: {
        snapshot: best.snapshot,
        score: best.score,
        network: withParameters(
          current,
          best.parameters.map(({ values }) => Float64Array.from(values)),
        ),
      },
    }),
    history: createHistory(undefined, history),
  };
}

/** Tells a rule, which may remember, what it has been told before: points that were thinned out are missing. */
export function remind(rule: StopRule, { best, history }: KeptRun): void {
  const { points, last } = history;
  const told = [...points, ...(last ? [last] : [])].map(
    ({ iteration, seconds, objective = Number.NaN, residuals = {} }): Snapshot => ({
      iteration,
      seconds,
      objective,
      residuals,
    }),
  );
  if (best) told.push(best.snapshot);
  const byIteration = new Map(told.map((snapshot) => [snapshot.iteration, snapshot]));
  for (const snapshot of [...byIteration.values()].sort((a, b) => a.iteration - b.iteration)) rule(snapshot);
}
