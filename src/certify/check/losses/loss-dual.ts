import type { Certificate } from '../../../core/generated/documents.js';
import type { Problem } from '../../../core/problem.js';
import type { Claim } from '../claim.js';

/** Multipliers of the loss rows: nu of the predictions, alpha of how far f may leave them. */
export type LossMultipliers = Pick<Certificate, 'nu' | 'alpha'>;

/** What a checker knows of one loss: when multipliers are in its dual at all, and what they are worth there. */
export interface LossDual {
  /** `scale`: the factor c. Without targets `y` only what holds for any targets is checked. */
  conditions(multipliers: LossMultipliers, scale: number, y: Float64Array | undefined): Claim[];
  /**
   * The largest dual value of t (nu, alpha) over 0 <= t <= `longest` (up to rounding: any t gives a valid bound).
   * Expects multipliers that meet the conditions. Falls as `longest` falls.
   */
  value(multipliers: LossMultipliers, problem: Problem, longest: number): number;
}
