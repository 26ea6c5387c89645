import type { NeuronNormSpec } from '../../core/generated/documents.js';
import type { Matrix } from '../../core/matrix.js';
import type { Neurons } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';
import type { Goal } from './goal.js';

/** A program as the thread gets it: data, without functions. */
export interface EngineRequest {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly radii: Float64Array;
  readonly loss: string;
  readonly lossScale: number;
  readonly weight: number;
  readonly norm: NeuronNormSpec;
  readonly goal: Goal;
}

/** The same with the patterns that a stable program is of. */
export interface PatternsRequest extends EngineRequest {
  readonly patterns: readonly Pattern[];
}

/** A feasible point and what it costs. */
export interface Reached {
  readonly neurons: Neurons;
  readonly upper: number;
  readonly coneViolation: number;
  readonly unrepaired: number;
}

/** What the thread says after each iteration; points and bounds only where they are the best so far. */
export interface EngineReport<B> {
  readonly iteration: number;
  readonly reached?: Reached;
  readonly bound?: B;
  /** Present in the last report: how the method ended. */
  readonly ended?: { readonly native: string; readonly closed: boolean };
}
