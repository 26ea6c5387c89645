import type { Problem } from '../core/problem.js';
import type { ConicSolution } from '../plugins/conic-solver.js';
import type { Assembly } from './assemble.js';
import { convexObjective, type DualBound, dualBound } from './bounds.js';
import type { LossBlock } from './losses/loss-block.js';
import { type Neurons, neuronNorms, withoutSmall } from './neurons.js';
import type { Pattern } from './patterns/pattern.js';
import { type Repair, repairCones } from './repair.js';

/** A solver's point made trustworthy: feasible neurons with their objective, and a proven lower bound. */
export interface CertifiedSolution {
  readonly repair: Repair;
  /** Convex objective at the repaired neurons. */
  readonly upper: number;
  readonly bound: DualBound;
  /** upper - bound, at least 0. */
  readonly gap: number;
}

/** Repairs, re-evaluates and bounds a solution; undefined where the solver returned no point. */
export function certifySolution(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  assembly: Assembly,
  { x, z }: ConicSolution,
): CertifiedSolution | undefined {
  if (!x?.every(Number.isFinite) || !z?.every(Number.isFinite)) return undefined;
  const repaired = repairCones(problem.train.x, problem.radii, patterns, assembly.recover(x));
  const objective = (neurons: Neurons) => convexObjective(problem, patterns, assembly.groups, loss, neurons);
  const neurons = sparsest(repaired.neurons, objective);
  const repair = { ...repaired, neurons };
  const upper = objective(neurons);
  const bound = dualBound(problem, patterns, assembly.groups, loss, assembly.multipliers(z));
  return { repair, upper, bound, gap: Math.max(0, upper - bound.value) };
}

/** Shares of the largest norm below which a neuron may be an interior-point method's idea of zero. */
const negligibleShares = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
/** Relative rise of the objective that dropping neurons may cost. */
const allowedRise = 1e-9;

/** Drops as many small neurons as the objective lets go without rising. */
function sparsest(neurons: Neurons, objective: (neurons: Neurons) => number): Neurons {
  const largest = Math.max(...neuronNorms(neurons), 0);
  const limit = objective(neurons) * (1 + allowedRise);
  for (const share of negligibleShares) {
    const fewer = withoutSmall(neurons, share * largest);
    if (objective(fewer) <= limit) return fewer;
  }
  return neurons;
}
