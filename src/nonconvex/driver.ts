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
import type { Progress } from '../plugins/trainer.js';
import type { Algorithm, Terms } from './algorithm.js';
import { createHistory } from './history.js';
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
  /** Seconds of the whole run and, among them, of evaluating the objective. */
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
  const rule = anyOf(onDivergence, run.stop, afterIterations(run.iterations, run.unit));
  const history = createHistory();
  const start = performance.now();
  let evaluateMilliseconds = 0;
  let turn = start;
  let steps = 0;
  let evaluations = 0;
  let best: { network: Network; objective: number; score: number; iteration: number } | undefined;
  let state = begin(memory, algorithm);

  const iteration = () => Math.floor(steps / stepsPerIteration);
  const progress = (): Progress => ({
    iteration: iteration(),
    fraction: Math.min(1, steps / (run.iterations * stepsPerIteration)),
    ...(best ? { objective: best.objective } : {}),
  });
  const breathe = async () => {
    if (performance.now() - turn < millisecondsPerTurn) return;
    run.report(progress());
    await nextTurn();
    turn = performance.now();
  };
  const outcome = async (stopped: StopReason): Promise<RunOutcome> => {
    run.report(progress());
    const current = { network: await algorithm.solution(state), iteration: iteration() };
    const sound = stopped.status !== 'diverged' && allFinite(current.network);
    // As long as only the starting point has been judged, what training has made of it is the better guess.
    const guess = sound && (algorithm.keeps === 'last' || evaluations <= 1) ? current : undefined;
    const { network, iteration: bestIteration } = guess ?? best ?? current;
    return {
      stopped,
      network,
      bestIteration,
      iterations: iteration(),
      history: history.points(),
      details: (sound && algorithm.details?.(state)) || {},
      seconds: (performance.now() - start) / 1000,
      evaluateSeconds: evaluateMilliseconds / 1000,
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
      evaluateMilliseconds += performance.now() - began;
    }
  };

  try {
    for (;;) {
      const network = await algorithm.solution(state);
      const objective = await total(algorithm.objective(network));
      const validation = algorithm.validation && (await total(algorithm.validation(network)));
      if (objective === undefined || run.signal.aborted) return await outcome(abortReason(run.signal));
      evaluations++;
      const score = validation ?? objective;
      if (!best || score < best.score) best = { network, objective, score, iteration: iteration() };

      const measured = await memory.read(() => algorithm.residuals(state));
      const residuals = {
        ...measured,
        ...algorithm.measures?.(network),
        ...(validation === undefined ? {} : { validation }),
      };
      const seconds = (performance.now() - start) / 1000;
      history.add({ iteration: iteration(), seconds, objective, residuals });
      const stopped = rule({ iteration: iteration(), seconds, objective, residuals });
      if (stopped) return await outcome(stopped);

      // Often at first (after 1, 2, 4, ... iterations), so that a short run of an expensive problem is judged too.
      const pause = Math.min(iterationsPerEvaluation, Math.max(1, iteration()));
      const milestone = nextMultiple(iteration(), algorithm.milestoneEvery ?? run.iterations);
      const until = Math.min(iteration() + pause, milestone, run.iterations) * stepsPerIteration;
      while (steps < until) {
        state = advance(memory, algorithm, state);
        steps++;
        await breathe();
        if (run.signal.aborted) return await outcome(abortReason(run.signal));
      }
    }
  } finally {
    memory.release(state);
    algorithm.dispose();
  }
}

/** The first state; frees the algorithm's tensors where there is none. */
function begin<State extends object>(memory: StateMemory<State>, algorithm: Algorithm<State>): State {
  try {
    return memory.build(() => algorithm.init());
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
