/** Over-relaxation (Boyd et al., Distributed Optimization and Statistical Learning via ADMM, section 3.4.3). */
export const relaxation = 1.6;

/** Iterations before the first iterate that is handed out, and the share of them by which the next ones lie apart. */
const handedOut = { least: 50, growth: 1.15 };

/** The next iteration after this one, 0 at the start, that is handed out. */
export function nextHandedOut(iteration: number): number {
  return Math.max(iteration + handedOut.least, Math.floor(iteration * handedOut.growth));
}

/**
 * Iterations between two looks at the residuals, the primal one relative to p, s and z, the dual one to their multipliers.
 * Squares of them this far apart change the penalty by their fourth root; absolute residuals, or changes only where they
 * are 5 times apart, took 5 to 20 times the iterations on small programs. Convergence needs an end of the changes.
 */
const balancedEvery = 50;
const imbalance = 4;
const balanceUntil = 10_000;

/** Squared lengths: of u - p, S X u - s and F u - z; of the steps of p, s and z; of these; of their scaled multipliers. */
export interface Residuals {
  primal: number;
  dual: number;
  values: number;
  multipliers: number;
}

export function isBalanced(iteration: number): boolean {
  return iteration % balancedEvery === 0 && iteration < balanceUntil;
}

/** What the penalty is multiplied by, and the scaled multipliers are divided by; 1 where the residuals are balanced. */
export function penaltyFactor({ primal, dual, values, multipliers }: Residuals): number {
  const ratio = (primal * multipliers) / Math.max(dual * values, Number.MIN_VALUE);
  if (ratio <= imbalance && ratio >= 1 / imbalance) return 1;
  return Math.min(4, Math.max(1 / 4, Math.sqrt(Math.sqrt(ratio))));
}
