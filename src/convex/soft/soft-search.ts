import { norm2, row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { LossBlock } from '../losses/loss-block.js';
import { type Neurons, neuronLengths } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';
import { type Attempt, boundedOnly, type Solving } from '../solve-certified.js';
import { carriedOver, type WarmStart } from '../warm-start.js';
import type { Descent, SoftPoint } from './descend.js';
import type { SoftEngine } from './engine.js';
import { generateSlopes } from './generate-slopes.js';
import { descent, improveSlopes } from './improve-slopes.js';
import { patternSlopes, rowSlopes, type Slopes } from './slopes.js';
import { solveSoft } from './solve-soft.js';

const fixedSlopes: Descent = { iterations: 2000, refreshEvery: Number.POSITIVE_INFINITY, learningRate: 0.05 };
/** Neurons below this share of the largest start the improvement at this share, in their pattern's direction. */
const revivedShare = 0.1;
/** How much longer than the small neurons are those from which the improvement starts at once: they change f by about 1. */
const fullLength = 100;

/**
 * Where soft training starts: the slopes of patterns, as they are or with more priced in to a relative gap, or in place of
 * both what another weight ended with; or the neurons of a network.
 */
export type SoftStart =
  | { readonly patterns: readonly Pattern[]; readonly pricingGap?: number; readonly known?: WarmStart }
  | { readonly neurons: Neurons };

/** What soft training is done with. */
export interface SoftContext {
  readonly loss: LossBlock;
  /** Improve slopes and neurons in turn after the first program; from a network there is nothing else to do. */
  readonly improve: boolean;
  readonly solving: Solving;
  /** How neurons descend. */
  readonly engine: SoftEngine;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Soft robust training: the program of the start's slopes, to a certified gap where it is small enough for a
 * solver, and with `improve` slopes and neurons improved in turn from there. Every incumbent is a certified upper bound.
 */
export async function* softSearch(
  problem: Problem,
  start: SoftStart,
  { loss, improve, solving, engine, seed, signal }: SoftContext,
): AsyncGenerator<Attempt> {
  if ('neurons' in start) {
    const { neurons } = start;
    const slopes = await engine.refresh(neurons, rowSlopes(problem.train.x, neurons));
    const point = softPoint(engine, neurons, slopes);
    yield* improveSlopes(problem, loss, engine, point, undefined, solving, signal);
    return;
  }

  const { patterns, pricingGap, known } = start;
  const directions = smallNeurons(problem, patterns, seed);
  let slopes = known?.slopes ?? patternSlopes(patterns, problem.train.x.rows);
  let incumbent = known?.incumbent;
  if (incumbent) yield carriedOver(incumbent, solving.started);
  if (improve && !incumbent && pricingGap === undefined && engine.backend) {
    // No program is solved for slopes that are about to change.
    const neurons = lengthened(directions, fullLength);
    const point = softPoint(engine, neurons, await engine.refresh(neurons, slopes));
    yield* improveSlopes(problem, loss, engine, point, undefined, solving, signal);
    return;
  }
  if (pricingGap !== undefined) {
    const search = { gap: pricingGap, random: createRandom(seed, 'soft pricing'), signal };
    for await (const attempt of generateSlopes(
      problem,
      loss,
      slopes,
      search,
      solving,
      boundedOnly(incumbent),
    )) {
      ({ incumbent, slopes } = attempt);
      yield attempt;
    }
  } else {
    const first =
      solveSoft(problem, slopes, loss, solving, boundedOnly(incumbent)) ??
      descent(
        engine,
        softPoint(engine, incumbent ? revive(incumbent.neurons, directions) : directions, slopes),
        fixedSlopes,
        solving,
        signal,
        incumbent,
      );
    for await (const attempt of first) {
      incumbent = attempt.incumbent;
      yield attempt;
    }
  }
  if (!improve || !incumbent) return;

  const revived = pricingGap === undefined ? revive(incumbent.neurons, directions) : incumbent.neurons;
  const from = softPoint(engine, revived, await engine.refresh(revived, slopes));
  yield* improveSlopes(problem, loss, engine, from, incumbent, solving, signal);
}

function softPoint(engine: SoftEngine, neurons: Neurons, slopes: Slopes): SoftPoint {
  return { neurons, slopes, objective: engine.objective(neurons, slopes) };
}

/** Short neurons in the directions of their patterns, or random ones. */
function smallNeurons({ train: { x } }: Problem, patterns: readonly Pattern[], seed: number): Neurons {
  const random = createRandom(seed, 'soft start');
  const neurons = zeros(2 * patterns.length, x.cols);
  const length = 1e-2 / (norm2(x.data) / Math.sqrt(x.data.length) || 1);
  for (let i = 0; i < neurons.rows; i++) {
    const own = patterns[i % patterns.length]!.direction;
    const direction = own ?? Float64Array.from({ length: x.cols }, () => random.normal());
    const scale = length / (norm2(direction) || 1);
    row(neurons, i).set(direction.map((value) => scale * value));
  }
  return neurons;
}

function lengthened(neurons: Neurons, factor: number): Neurons {
  return { ...neurons, data: neurons.data.map((value) => factor * value) };
}

/** Neurons that the program left at or near zero, set back on their way. */
function revive(neurons: Neurons, directions: Neurons): Neurons {
  const lengths = neuronLengths(neurons);
  const floor = revivedShare * Math.max(...lengths, 0);
  const revived: Neurons = { ...neurons, data: neurons.data.slice() };
  lengths.forEach((length, i) => {
    if (length >= floor) return;
    const direction = row(directions, i);
    const scale = (floor || norm2(direction)) / norm2(direction);
    row(revived, i).set(direction.map((value) => scale * value));
  });
  return revived;
}
