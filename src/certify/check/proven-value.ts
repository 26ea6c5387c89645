import type { Problem } from '../../core/problem.js';
import type { RoundedNorm } from './rounded-sum.js';
import { roundingOf } from './tolerance.js';

/** How far the rounding of C may move a bound, relative to it: beyond, cancellation would decide what is proven. */
const cancellation = 1e-6;

/** What multipliers prove when C, max ||h|| / beta, is known up to rounding. */
export interface ProvenValue {
  /** At the computed C: what a certificate may say, within `tolerance`. */
  readonly computed: number;
  readonly tolerance: number;
  /** At the C that is certain, the computed one and its rounding; a claimed bound may exceed it by `certainTolerance`. */
  readonly certain: number;
  readonly certainTolerance: number;
}

/** `valueAt`: the loss's best dual value for a C; falls as C rises. */
export function provenValue(
  problem: Problem,
  { value, rounding }: RoundedNorm,
  valueAt: (c: number) => number,
): ProvenValue {
  const computed = valueAt(value);
  const certain = valueAt(value + rounding);
  const spread = Math.min(computed - certain, cancellation * computed);
  const tolerance = roundingOf(problem, computed) + spread;
  return { computed, tolerance, certain, certainTolerance: tolerance + spread };
}
