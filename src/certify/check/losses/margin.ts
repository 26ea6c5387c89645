import { type Claim, condition } from '../claim.js';
import type { LossMultipliers } from './loss-dual.js';

/** Conditions of losses of the margin y f whose slope lies in [-1, 0]: alpha = theta in [0, c], nu = -y theta. */
export function marginConditions(
  { nu, alpha }: LossMultipliers,
  scale: number,
  y: Float64Array | undefined,
): Claim[] {
  return [
    condition(
      '/alpha',
      alpha.every((theta) => theta >= 0 && theta <= scale),
      '0 <= theta <= c',
    ),
    y
      ? condition(
          '/nu',
          nu.every((v, k) => v === -y[k]! * alpha[k]!),
          'nu = -y theta',
        )
      : condition(
          '/nu',
          nu.every((v, k) => Math.abs(v) === alpha[k]!),
          '|nu| = theta',
        ),
  ];
}
