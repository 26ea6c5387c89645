import type { Certificate, HistoryPoint, Result } from '../core/generated/documents.js';
import type { Network } from '../core/network.js';
import type { AnyProblem } from '../core/problem.js';
import type { Status } from '../core/status.js';
import type { ConicSolver } from './conic-solver.js';
import type { Manifest } from './manifest.js';

/** How far a run has come; every field that is there is for the user's eyes. */
export interface Progress {
  readonly phase?: string;
  readonly iteration?: number;
  readonly objective?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** Estimated share of the work done, 0 to 1. */
  readonly fraction?: number;
}

/** Where a run keeps what it needs to go on later, and finds what an earlier run of the same problem has kept. */
export interface Checkpoints {
  /** What was kept last, or nothing. */
  load(): Promise<Uint8Array | undefined>;
  /** Keeps this in place of what was kept before. */
  save(checkpoint: Uint8Array): Promise<void>;
  /** From one to the next, at least. */
  readonly everySeconds: number;
}

export type TensorLibrary = typeof import('@tensorflow/tfjs-core');

/** tfjs on the backend of this process. Its numbers are float32. */
export interface Tensors {
  readonly tf: TensorLibrary;
  /** The backend with its device or library, for people. */
  readonly description: string;
}

export interface TrainContext {
  readonly seed: number;
  /** Aborted with a StopReason when the run is cancelled or out of time or memory: stop and return what there is. */
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** The conic solvers a trainer may use, the most trusted first. */
  readonly conicSolvers: readonly ConicSolver[];
  /**
   * On a path: what this trainer returned for the same problem with the weight of the regularizer before this one, which
   * is larger for convex trainers, smaller for the others. A trainer may start from it in place of from nothing; what it
   * reports has to hold either way.
   */
  readonly previous?: TrainOutcome;
  /** Trainers that cannot go on from the middle leave it alone, and start from nothing. */
  readonly checkpoints?: Checkpoints | undefined;
  /** Tensors for trainers that come without their own; absent: everything is computed in plain float64. */
  readonly tensors?: () => Promise<Tensors>;
}

export interface CheckContext {
  /** Where the options stand in the document. */
  readonly pointer: string;
  readonly conicSolvers: readonly ConicSolver[];
}

/** A lower bound with what it bounds and how it was found. */
export interface LowerBound {
  readonly value: number;
  readonly scope: Result['bounds']['scope'];
  readonly how: string;
}

/** What a trainer hands back. Objectives are not among it: the pipeline evaluates the network itself. */
export interface TrainOutcome {
  readonly status: Status;
  readonly reason: string;
  readonly network?: Network;
  readonly lower?: LowerBound;
  readonly certificate?: Certificate;
  /** One per output, where the outputs were trained one by one. */
  readonly certificates?: readonly Certificate[];
  readonly backend?: string;
  readonly version?: string;
  readonly native?: string;
  readonly iterations?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly tensorBackend?: string;
  /** What the trainer's next run on a path can start from beside the network; nobody else looks into it. */
  readonly state?: unknown;
  readonly history: readonly HistoryPoint[];
  /** Seconds by phase. */
  readonly timing: Readonly<Record<string, number>>;
}

/** A way to train a network, convex or not. */
export interface Trainer extends Manifest<'trainer'> {
  readonly path: 'convex' | 'nonconvex';
  /** True, or the reason why not, in words a user understands. */
  supports(problem: AnyProblem): true | string;
  /** Throws InputError where options that passed `optionsSchema` still do not fit the problem. */
  check?(problem: AnyProblem, options: unknown, context: CheckContext): void;
  /** `options` have passed `optionsSchema`, defaults filled in, and `check`. */
  train(problem: AnyProblem, options: unknown, context: TrainContext): Promise<TrainOutcome>;
}
