import type { Scalar } from '@tensorflow/tfjs-core';
import type { Network } from '../core/network.js';

/** Terms to be added up, so that the caller may pause in between. */
export type Terms = Iterable<number> | AsyncIterable<number>;

/**
 * One iterative method on one problem, as functions from state to state. Stopping, timing, progress, cancellation,
 * the history and the memory of tensors belong to the driver.
 *
 * A state holds tensors and numbers, all that the next steps depend on, and is never changed: `step` returns a fresh
 * one that may share tensors with the old one. What stays the same throughout, such as the training rows, belongs to
 * the algorithm. `init`, `step` and `residuals` are run inside `tf.tidy`. A method in float64 has arrays in place of
 * tensors.
 */
export interface Algorithm<State extends object> {
  /** Steps that make up one iteration, as users count them (an epoch has one step per mini-batch). */
  readonly stepsPerIteration: number;
  /** The objective is looked at after every so many iterations: rarely where that costs more than they do. */
  readonly iterationsPerEvaluation: number;
  init(): State;
  step(state: State): State;
  /** Measures of how far the state is from satisfying the optimality conditions; {} where there are none. */
  residuals(state: State): Record<string, Scalar | number>;
  solution(state: State): Promise<Network>;
  /** Present where the run's network is that of the last state, which the theory is about, not the best evaluated. */
  readonly keeps?: 'last';
  /** What the report is to say about the last state. */
  details?(state: State): Readonly<Record<string, unknown>>;
  /** Present: the objective is also looked at after every so many iterations, where something ends. */
  readonly milestoneEvery?: number;
  /** Float64 measures of a network that is evaluated, for the history beside the residuals. */
  measures?(network: Network): Record<string, number>;
  /** The float64 training objective of a network. */
  objective(network: Network): Terms;
  /** Present where rows are held out: the float64 loss on them, by which networks are compared in place of that. */
  validation?(network: Network): Terms;
  /** Frees the tensors that belong to the algorithm. */
  dispose(): void;
}
