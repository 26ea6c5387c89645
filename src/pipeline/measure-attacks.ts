import { distortion, meanDistortion, pixelsOf } from '../attacks/pixels.js';
import type { PartMetrics } from '../core/generated/documents.js';
import { rowLoss } from '../core/losses/loss.js';
import { type Matrix, row, selectRows } from '../core/matrix.js';
import { isLabelled, isRight } from '../core/measures.js';
import type { Network } from '../core/network.js';
import type { AnyProblem, Sample } from '../core/problem.js';
import type { Attacked, TargetedOutcome } from '../plugins/attack.js';
import type { ChosenAttack } from './choose-attacks.js';
import { predictInTurns } from './predict-in-turns.js';
import { withVictim } from './with-victim.js';

/** What attacks did to a network on one part of the data, judged in float64. */
export interface AttackMeasures {
  /** f at the clean rows, shape (n, K), and the sum of their losses. */
  readonly predictions: Matrix;
  readonly cleanLoss: number;
  /** By label. */
  readonly attacks: PartMetrics['attacks'];
  /** True when one of them stayed inside the threat. */
  readonly inThreat: boolean;
  /** Row by row the largest loss, clean or under an attack inside the threat. */
  readonly losses: Float64Array;
  /** Row by row, whether the class is right without attack and under every one inside the threat. */
  readonly right: readonly boolean[];
  /** False where the signal ended an attack, which is left out then, as are those after it. */
  readonly complete: boolean;
}

/** Runs the attacks one after the other. `scale` turns a sum of losses over all rows into the part's loss. */
export async function measureAttacks(
  network: Network,
  problem: AnyProblem,
  sample: Sample,
  chosen: readonly ChosenAttack[],
  scale: number,
  signal?: AbortSignal,
): Promise<AttackMeasures> {
  const labelled = isLabelled(problem, sample);
  const clean = await judged(network, problem, sample, { points: sample.x });
  const { predictions } = clean;
  const cleanLoss = total(clean.losses);
  const losses = clean.losses.slice();
  const right = clean.right.slice();
  const attacks: PartMetrics['attacks'] = {};
  let inThreat = false;
  for (const { attack, options, label } of chosen) {
    const started = performance.now();
    const found = await withVictim(network, sample.x, signal, (victim) =>
      attack.perturb(victim, sample, problem, options),
    );
    if (!found) return { predictions, cleanLoss, attacks, inThreat, losses, right, complete: false };
    const seconds = (performance.now() - started) / 1000;
    const after = await judged(network, problem, sample, found);
    const stays = attack.staysInThreat(options);
    if (stays) {
      inThreat = true;
      after.losses.forEach((value, k) => {
        losses[k] = Math.max(losses[k]!, value);
        right[k] &&= after.right[k]!;
      });
    }
    const rows = after.losses.length;
    attacks[label] = {
      loss: (scale * sample.x.rows * total(after.losses)) / rows,
      ...(labelled ? { accuracy: after.right.filter(Boolean).length / rows } : {}),
      seconds,
      inThreat: stays,
      ...(found.rows ? { rows } : {}),
      distortion: meanDistortion(found.targeted?.distortions ?? distortions(problem, sample, found)),
      ...(found.targeted ? { targeted: targetedMetrics(found.targeted, seconds) } : {}),
    };
  }
  return { predictions, cleanLoss, attacks, inThreat, losses, right, complete: true };
}

/** Outputs, loss and rightness of every attacked row. */
async function judged(network: Network, { loss }: AnyProblem, { y }: Sample, { points, rows }: Attacked) {
  const targets = rows ? selectRows(y, rows) : y;
  const predictions = await predictInTurns(network, points);
  const losses = new Float64Array(points.rows);
  const right: boolean[] = [];
  for (let k = 0; k < points.rows; k++) {
    losses[k] = rowLoss(loss, row(predictions, k), row(targets, k));
    right.push(isRight(row(predictions, k), row(targets, k)));
  }
  return { predictions, losses, right };
}

function distortions({ image }: AnyProblem, { x }: Sample, { points, rows }: Attacked) {
  const pixels = pixelsOf(x.cols, image);
  return Array.from({ length: points.rows }, (_, k) =>
    distortion(pixels, row(x, rows ? rows[k]! : k), row(points, k)),
  );
}

function targetedMetrics({ attempts, distortions }: TargetedOutcome, seconds: number) {
  return { attempts, successes: distortions.length, secondsEach: seconds / Math.max(1, attempts) };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
