import type { Neurons } from '../neurons.js';
import type { ChosenBackend } from '../solvers/choose-backend.js';
import { type Descent, descend, type SoftPoint } from './descend.js';
import { refreshSlopes } from './refresh-slopes.js';
import type { Slopes } from './slopes.js';
import { type SoftProblem, softObjective } from './soft-range.js';

/** What majorise-minimise is made of; whichever way it computes, objectives are float64 over all rows. */
export interface SoftEngine {
  /** A few words for reports: where the steps are computed, and in which precision. */
  readonly name: string;
  /** Present where the engine does all the work, in place of a conic solver. */
  readonly backend?: ChosenBackend;
  /** Soft objective of neurons with slopes. */
  objective(neurons: Neurons, slopes: Slopes): number;
  /** Slopes that suit the neurons better; never worse up to the rounding of the engine. */
  refresh(neurons: Neurons, slopes: Slopes): Promise<Slopes>;
  /** Descends from a point; yields the best certified one whenever it was looked for. */
  descend(
    start: SoftPoint,
    settings: Descent,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly iteration: number; readonly best: SoftPoint }>;
  /** Frees what it holds. */
  close(): void;
}

/** Everything in float64, row by row, on full batches: for small data. */
export function plainEngine(problem: SoftProblem): SoftEngine {
  return {
    name: 'float64',
    objective: (neurons, slopes) => softObjective(problem, neurons, slopes),
    refresh: async (neurons, slopes) => refreshSlopes(problem, neurons, slopes),
    descend: (start, settings, signal) => descend(problem, start, settings, signal),
    close() {},
  };
}
