/** eta_1, eta_2, eta_3 and gamma of the rule for rho. */
export interface PenaltyRule {
  /** The residual must fall to this share of the worst of the last `memory` for rho to stay. */
  readonly decrease: number;
  /** rho grows by the factor 1/shrinkage. */
  readonly shrinkage: number;
  /** rho is at least the norm of the multipliers to the power of 1 + power when it grows. */
  readonly power: number;
  /** Residuals that are remembered. */
  readonly memory: number;
}

/** The penalty rho and the residuals ||R|| of the last iterations, at most as many as the rule remembers. */
export type Penalty = { readonly rho: number; readonly recent: number[]; readonly byMultipliers: number };

export function startPenalty(rho: number): Penalty {
  return { rho, recent: [], byMultipliers: 0 };
}

/**
 * rho stays as it is during the first `memory` iterations, and when the residual is at most `decrease` times the largest
 * remembered one; otherwise rho <- max(rho / shrinkage, ||Xi||^(1 + power)). `byMultipliers` counts how often the second
 * of the two was the larger. Source: Liu, Liu, Chen, with a shrinkage below 1 as in the augmented Lagrangian methods
 * they build on: a division by more than 1 would make the penalty smaller.
 */
export function nextPenalty(
  { rho, recent, byMultipliers }: Penalty,
  residual: number,
  multiplierNorm: number,
  { decrease, shrinkage, power, memory }: PenaltyRule,
): Penalty {
  const remembered = [...recent, residual].slice(-memory);
  if (recent.length < memory || residual <= decrease * Math.max(...recent)) {
    return { rho, recent: remembered, byMultipliers };
  }
  const grown = rho / shrinkage;
  const fromMultipliers = multiplierNorm ** (1 + power);
  return {
    rho: Math.max(grown, fromMultipliers),
    recent: remembered,
    byMultipliers: byMultipliers + (fromMultipliers > grown ? 1 : 0),
  };
}
