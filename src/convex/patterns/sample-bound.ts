/**
 * Theorem 2 of Bai et al.: with so many independent draws of the law that patterns are sampled from, the chance that
 * one more draw lowers the optimum is at most psi with probability at least 1 - xi over the draws:
 *
 *   P_s = ceil((n + 1) / (psi xi) - 1).
 *
 * It speaks of the chance of an improvement, not of its size. n: training rows; psi, xi in (0, 1].
 */
export function requiredDraws(n: number, psi: number, xi: number): number {
  return Math.ceil((n + 1) / (psi * xi) - 1);
}

/** The psi xi that so many draws give: (n + 1) / (draws + 1), above 1 where the theorem says nothing. */
export function confidenceLevel(n: number, draws: number): number {
  return (n + 1) / (draws + 1);
}
