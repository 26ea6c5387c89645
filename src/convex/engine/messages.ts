import type { NeuronNormSpec } from '../../core/generated/documents.js';
import type { Matrix } from '../../core/matrix.js';
import type { DualBound } from '../formulations/stable-bound.js';
import type { Pattern } from '../patterns/pattern.js';
import type { Reached } from './certify-iterate.js';
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
  readonly patterns: readonly Pattern[];
  readonly goal: Goal;
}

/** What the thread says after each iteration; points and bounds only where they are the best so far. */
export interface EngineReport {
  readonly iteration: number;
  readonly reached?: Reached;
  readonly bound?: DualBound;
  /** Present in the last report: how the method ended. */
  readonly ended?: { readonly native: string; readonly closed: boolean };
}
