import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TensorContainerObject } from '@tensorflow/tfjs-core';
import type { HistoryPoint } from '../core/generated/documents.js';
import { type Network, parametersOf } from '../core/network.js';
import {
  abortReason,
  afterIterations,
  anyOf,
  onDivergence,
  type StopReason,
  type StopRule,
} from '../core/stop.js';
import type { Checkpoints, Progress } from '../plugins/trainer.js';
import type { Algorithm, Terms } from './algorithm.js';
import { type KeptRun, keep, keptRun, newRecord, recordOf, remind } from './run-record.js';
import { type ArrayState, arrayMemory, type StateMemory, tensorMemory } from './state-memory.js';
import type { TensorLibrary } from './tensors.js';

/** The run never holds the event loop for much longer than this (or one step): messages to cancel must arrive. */
const millisecondsPerTurn = 50;

/** How long a run may be, and what it talks to. */
export interface Run {
  /** Planned iterations; ending there is not convergence. */
  readonly iterations: number;
  /** What users call an iteration, in the plural. */
  readonly unit: string;
  /** Ends the run before that, beside divergence and the signal. */
  readonly stop: StopRule;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Present: the run goes on from what was kept there, and is kept there on the way and where the signal ends it. */
  readonly checkpoints?: Checkpoints | undefined;
}

export interface RunOutcome {
  readonly stopped: StopReason;
  /**
   * The network with the lowest objective (with rows held out: loss on them) of those evaluated; the current one while
   * only the start has been, or where the algorithm keeps its last one.
   */
  readonly network: Network;
  /** The iteration it was reached at. */
  readonly bestIteration: number;
  /** Whole iterations done. */
  readonly iterations: number;
  readonly history: readonly HistoryPoint[];
  /** What the algorithm says about its last state; {} where it says nothing or has diverged. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Seconds of the whole run, with those before it was resumed, and among them of evaluating the objective. */
  readonly seconds: number;
  readonly evaluateSeconds: number;
}

/**
 * Runs an algorithm until a rule or the signal ends it, and returns the best network of those evaluated. An aborted run
 * returns at once: its last iterations are not evaluated any more. Frees the algorithm's tensors.
 */
export function drive<State extends TensorContainerObject>(
  tf: TensorLibrary,
  algorithm: Algorithm<State>,
  run: Run,
): Promise<RunOutcome> {
  return driveIn(tensorMemory(tf), algorithm, run);
}

/** The same for an algorithm in float64, without tensors. */
export function driveArrays<State extends ArrayState>(
  algorithm: Algorithm<State>,
  run: Run,
): Promise<RunOutcome> {
  return driveIn(arrayMemory as StateMemory<State>, algorithm, run);
}

async function driveIn<State extends object>(
  memory: StateMemory<State>,
  algorithm: Algorithm<State>,
  run: Run,
): Promise<RunOutcome> {
  const { stepsPerIteration, iterationsPerEvaluation } = algorithm;
  const { checkpoints } = run;
  const rule = anyOf(onDivergence, run.stop, afterIterations(run.iterations, run.unit));
  const { kept, state: first } = await begin(memory, algorithm, checkpoints);
  let state = first;
  let record = newRecord();
  const start = performance.now() - 1000 * (kept?.seconds ?? 0);
  let turn = performance.now();
  let keptAt = turn;

  const iteration = () => Math.floor(record.steps / stepsPerIteration);
  const secondsNow = () => (performance.now() - start) / 1000;
  const progress = (): Progress => ({
    iteration: iteration(),
    fraction: Math.min(1, record.steps / (run.iterations * stepsPerIteration)),
    ...(record.best ? { objective: record.best.snapshot.objective } : {}),
  });
  const breathe = async () => {
    if (performance.now() - turn < millisecondsPerTurn) return;
    run.report(progress());
    await nextTurn();
    turn = performance.now();
  };
  const keepRun = async () => {
    if (checkpoints) await keep(checkpoints, record, await memory.save(state), secondsNow());
    keptAt = performance.now();
  };
  const outcome = async (stopped: StopReason): Promise<RunOutcome> => {
    run.report(progress());
    const current = { network: await algorithm.solution(state), iteration: iteration() };
    const sound = stopped.status !== 'diverged' && allFinite(current.network);
    if (sound && run.signal.aborted) await keepRun();
    // As long as only the starting point has been judged, what training has made of it is the better guess.
    const guess = sound && (algorithm.keeps === 'last' || record.evaluations <= 1) ? current : undefined;
    const { best } = record;
    const found = best && { network: best.network, iteration: best.snapshot.iteration };
    const { network, iteration: bestIteration } = guess ?? found ?? current;
    return {
      stopped,
      network,
      bestIteration,
      iterations: iteration(),
      history: record.history.points(),
      details: (sound && algorithm.details?.(state)) || {},
      seconds: secondsNow(),
      evaluateSeconds: record.evaluateMilliseconds / 1000,
    };
  };
  /** The sum of terms, or undefined when the signal comes first. */
  const total = async (terms: Terms): Promise<number | undefined> => {
    const began = performance.now();
    let sum = 0;
    try {
      for await (const term of terms) {
        sum += term;
        await breathe();
        if (run.signal.aborted) return undefined;
      }
      return sum;
    } finally {
      record.evaluateMilliseconds += performance.now() - began;
    }
  };
  /** Evaluates the state, and says why the run is to end here, if it is. */
  const judge = async (): Promise<StopReason | null> => {
    const network = await algorithm.solution(state);
    const objective = await total(algorithm.objective(network));
    const validation = algorithm.validation && (await total(algorithm.validation(network)));
    if (objective === undefined || run.signal.aborted) return abortReason(run.signal);
    const measured = await memory.read(() => algorithm.residuals(state));
    const residuals = {
      ...measured,
      ...algorithm.measures?.(network),
      ...(validation === undefined ? {} : { validation }),
    };
    const snapshot = { iteration: iteration(), seconds: secondsNow(), objective, residuals };
    const score = validation ?? objective;
    if (!record.best || score < record.best.score) record.best = { network, snapshot, score };
    record.evaluations++;
    record.evaluatedAt = snapshot.iteration;
    record.history.add(snapshot);
    return rule(snapshot);
  };
  /** Steps to where the next evaluation is due; says why the run is to end on the way, if it is. */
  const walk = async (): Promise<StopReason | null> => {
    const from = record.evaluatedAt;
    if (from === undefined) return null;
    // Often at first (after 1, 2, 4, ... iterations), so that a short run of an expensive problem is judged too.
    const pause = Math.min(iterationsPerEvaluation, Math.max(1, from));
    const milestone = nextMultiple(from, algorithm.milestoneEvery ?? run.iterations);
    const until = Math.min(from + pause, milestone, run.iterations) * stepsPerIteration;
    while (record.steps < until) {
      state = advance(memory, algorithm, state);
      record.steps++;
      await breathe();
      if (run.signal.aborted) return abortReason(run.signal);
      if (checkpoints && performance.now() - keptAt >= 1000 * checkpoints.everySeconds) await keepRun();
    }
    return null;
  };

  try {
    if (kept) {
      record = recordOf(kept, await algorithm.solution(state));
      remind(run.stop, kept);
    }
    for (;;) {
      const stopped = (await walk()) ?? (await judge());
      if (stopped) return await outcome(stopped);
    }
  } finally {
    memory.release(state);
    algorithm.dispose();
  }
}

/** The state to go on from, the first one where none was kept; frees the algorithm's tensors where there is none. */
async function begin<State extends object>(
  memory: StateMemory<State>,
  algorithm: Algorithm<State>,
  checkpoints: Checkpoints | undefined,
): Promise<{ kept: KeptRun | undefined; state: State }> {
  try {
    const kept = await keptRun(checkpoints);
    return { kept, state: kept ? memory.load(kept.state) : memory.build(() => algorithm.init()) };
  } catch (error) {
    algorithm.dispose();
    throw error;
  }
}

/** The next state; frees what the old one does not share with it. */
function advance<State extends object>(
  memory: StateMemory<State>,
  algorithm: Algorithm<State>,
  state: State,
): State {
  const next = memory.build(() => algorithm.step(state));
  memory.release(state, next);
  return next;
}

/** The least multiple of `every` above k. */
function nextMultiple(k: number, every: number): number {
  return (Math.floor(k / every) + 1) * every;
}

function allFinite(network: Network): boolean {
  return parametersOf(network).every((entries) => entries.every(Number.isFinite));
}
