import { attackSlopes, rowLoss } from '../core/losses/loss.js';
import { type Matrix, row, zeros } from '../core/matrix.js';
import type { AttackContext, Victim } from '../plugins/attack.js';

/** Gradients in every row of the loss that an attacker raises ({@link attackSlopes}). Shape (n, d). */
export async function lossGradients(
  victim: Victim,
  points: Matrix,
  y: Matrix,
  { loss }: Pick<AttackContext, 'loss'>,
): Promise<Matrix> {
  const values = await victim.outputs(points);
  const slopes = zeros(values.rows, values.cols);
  for (let k = 0; k < values.rows; k++) row(slopes, k).set(attackSlopes(loss, row(values, k), row(y, k)));
  return victim.gradients(points, slopes);
}

/** Takes over the rows of `points` whose loss is larger than what was `best` so far. */
export async function keepWorse(
  victim: Victim,
  points: Matrix,
  y: Matrix,
  { loss }: Pick<AttackContext, 'loss'>,
  best: { readonly points: Matrix; readonly losses: Float64Array },
): Promise<void> {
  const values = await victim.outputs(points);
  for (let k = 0; k < points.rows; k++) {
    const value = rowLoss(loss, row(values, k), row(y, k));
    if (!(value > best.losses[k]!)) continue;
    best.losses[k] = value;
    row(best.points, k).set(row(points, k));
  }
}
