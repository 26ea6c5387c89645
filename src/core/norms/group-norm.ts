import type { NeuronNormSpec } from '../generated/documents.js';

/** A norm N of a neuron's input weights u (d,), as the regularizer measures it. One file per norm, beside this one. */
export interface GroupNorm {
  /** The norm and its parameters, as specs and certificates write them. */
  readonly spec: NeuronNormSpec;
  /** Whether optima tend to have entries that are exactly zero: where N has a kink at u_j = 0. */
  readonly sparsifies: boolean;
  /** N(u). */
  value(u: Float64Array): number;
  /** A subgradient of N at u != 0, where N is smooth its gradient (d,). */
  subgradient(u: Float64Array): Float64Array;
  /** into := argmin over u of step N(u) + ||u - v||^2 / 2, step >= 0; `into` (d,) may be v itself. */
  prox(v: Float64Array, step: number, into: Float64Array): void;
}
