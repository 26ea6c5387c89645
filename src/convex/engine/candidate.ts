import type { Multipliers } from '../formulations/stable-program.js';
import type { Neurons } from '../neurons.js';

/** An iterate in the units and the order of columns of the problem: what is judged, in float64. */
export interface Candidate {
  readonly neurons: Neurons;
  readonly multipliers: Multipliers;
}
