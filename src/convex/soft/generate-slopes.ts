import { row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { Random } from '../../core/random.js';
import type { LossBlock } from '../losses/loss-block.js';
import { neuronLengths, outputSign } from '../neurons.js';
import {
  type Attempt,
  type BoundedIncumbent,
  closedGap,
  type Solving,
  solveCertified,
} from '../solve-certified.js';
import { fitsConicSolver } from './conic-size.js';
import { freshStarts, type PricedNeuron, priceSlopes } from './price-slopes.js';
import { softPull } from './reduced-cost.js';
import type { Slopes } from './slopes.js';
import { softFormulation } from './soft.js';

/** Neurons added in a round: this share of those in the program, and at least so many. */
const growth = 1 / 4;
const leastGrowth = 8;
const maxRounds = 100;
/** Shares of the gap asked for that may be left to phi / beta - 1 and, before the last round, to the program's own gap. */
const thresholdShare = 1 / 4;
const roundShare = 1 / 10;

/** How far the pricing of a soft program has come. */
export interface SoftPricing {
  readonly round: number;
  /** Neurons of the program (v and w). */
  readonly neurons: number;
  /** The greatest phi / beta that this round's ascents found, and how many ascents; absent before they ended. */
  readonly excess?: number;
  readonly ascents?: number;
  /** The bound scaled back by that excess: what the optimum over all slopes would not go below, were it proven. */
  readonly estimate?: number;
  /** True where neurons that exceed the dual are left out because the program would become too large. */
  readonly full?: boolean;
}

/** An attempt at a soft program whose slopes are priced, with the slopes of its incumbent. */
export interface SlopesAttempt extends Attempt {
  readonly pricing: SoftPricing;
  readonly slopes: Slopes;
}

export interface SoftSearch {
  /** Relative excess of the objective over the optimum with all slopes that ends it, as far as ascents can tell. */
  readonly gap: number;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/**
 * Column generation for the soft robust program, whose columns are all (sigma, lambda in [0, 1]^n), not only those of
 * patterns: solves the program on few columns, and with its multipliers looks for directions u where the best slopes
 * make more of a neuron than the dual allows, phi_sigma(u) > beta ||u||. Such neurons enter with those slopes, neurons
 * without weight leave, so the objective never rises. Ends when the ascents find none, or when the program is full.
 *
 * What is proven is a lower bound on the last program, whose slopes are those in its certificate. That no further
 * column exists is what local ascents say, and no proof.
 */
export async function* generateSlopes(
  problem: Problem,
  loss: LossBlock,
  start: Slopes,
  { gap, random, signal }: SoftSearch,
  solving: Solving,
  known?: BoundedIncumbent,
): AsyncGenerator<SlopesAttempt> {
  const { x } = problem.train;
  let slopes = start;
  let tolerance = Math.max(solving.tolerance, roundShare * gap);
  let incumbent = known;
  let own = slopes;

  for (let round = 1; round <= maxRounds; round++) {
    let attempt: Attempt | undefined;
    let next: BoundedIncumbent | undefined;
    for await (const one of solveCertified(softFormulation(problem, slopes, loss), {
      ...solving,
      tolerance,
    })) {
      attempt = one;
      next = one.incumbent;
    }
    const better: boolean = next !== undefined && (!incumbent || next.upper <= incumbent.upper);
    // Where the objective stays, columns without weight still hold the multipliers in place: without them they would
    // come back in turns.
    const fell = better && !(next!.upper > (1 - roundShare * gap) * (incumbent?.upper ?? Infinity));
    if (better) own = slopes;
    if (next) incumbent = better ? next : { ...incumbent!, bound: next.bound, gap: gapOf(incumbent!, next) };
    const state = (pricing: Partial<SoftPricing>): SlopesAttempt => ({
      ...attempt!,
      incumbent,
      slopes: own,
      pricing: { round, neurons: slopes.rows, ...pricing },
      history: {
        iteration: round,
        seconds: (performance.now() - solving.started) / 1000,
        ...(incumbent
          ? { objective: incumbent.upper, upper: incumbent.upper, lower: incumbent.bound.value }
          : {}),
      },
    });
    yield state({});
    if (!next || !incumbent) return;

    const { bound, neurons, upper } = incumbent;
    const norms = neuronLengths(neurons);
    const directions = norms.flatMap((norm, i) => (norm > 0 ? [row(neurons, i)] : []));
    const certificate = bound.certificate();
    const priced = await priceSlopes(problem, softPull(certificate), directions, random, signal);
    const excess = Math.max(1, priced[0]?.excess ?? 1);
    const found = priced.filter((one) => one.excess > 1 + thresholdShare * gap).slice(0, most(slopes.rows));
    const share = 1 / Math.max(excess, certificate.violation);
    const estimate = loss.dualValue(bound.loss, problem.train.y.data, problem.lossScale, share).value;
    const result = { excess, estimate, ascents: 2 * (freshStarts + directions.length) };
    if (found.length === 0) {
      yield state(result);
      if (tolerance === solving.tolerance || incumbent.gap <= closedGap(upper, solving.tolerance)) return;
      tolerance = solving.tolerance;
      continue;
    }
    const grown = withNeurons(slopes, (i) => !fell || norms[i]! > 0, found);
    const full = !fitsConicSolver(grown.rows, x);
    yield state({ ...result, ...(full ? { full } : {}) });
    if (full) return;
    slopes = grown;
  }
}

function gapOf({ upper }: BoundedIncumbent, { bound }: BoundedIncumbent): number {
  return Math.max(0, upper - bound.value);
}

function most(neurons: number): number {
  return Math.max(leastGrowth, Math.floor(growth * neurons));
}

/**
 * The slopes of the neurons that are kept and of the new ones, v's before w's; as many of either, those that are missing
 * with slopes of zero.
 */
function withNeurons(slopes: Slopes, kept: (i: number) => boolean, found: readonly PricedNeuron[]): Slopes {
  const ofSign = (sign: 1 | -1) => [
    ...Array.from({ length: slopes.rows }, (_, i) => i).flatMap((i) =>
      kept(i) && outputSign(i, slopes.rows / 2) === sign ? [row(slopes, i)] : [],
    ),
    ...found.filter((one) => one.sign === sign).map((one) => one.slopes),
  ];
  const [v, w] = [ofSign(1), ofSign(-1)];
  const half = Math.max(v.length, w.length);
  const grown = zeros(2 * half, slopes.cols);
  v.forEach((lambda, i) => {
    row(grown, i).set(lambda);
  });
  w.forEach((lambda, i) => {
    row(grown, half + i).set(lambda);
  });
  return grown;
}
