import type { ConvexOptions } from '../../core/generated/documents.js';
import { norm2, row } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { LossBlock } from '../losses/loss-block.js';
import { type Neurons, neuronLengths } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';
import { type Attempt, type Incumbent, type Solving, solveCertified } from '../solve-certified.js';
import { type Descent, descend, type SoftPoint } from './descend.js';
import { refreshSlopes } from './refresh-slopes.js';
import { patternSlopes, type Slopes } from './slopes.js';
import { softFormulation } from './soft.js';
import { softObjective } from './soft-range.js';

/** Neurons x rows x columns up to which the soft program goes to a conic solver (pima, 64 x 576 x 9: 16 s). */
const conicUpTo = 600_000;
const fixedSlopes: Descent = { iterations: 2000, refreshEvery: Number.POSITIVE_INFINITY, learningRate: 0.05 };
const majoriseMinimise: Descent = { iterations: 4000, refreshEvery: 25, learningRate: 0.05 };
/** Neurons below this share of the largest start the improvement at this share, in their pattern's direction. */
const revivedShare = 0.1;

/**
 * Soft robust training. `soft`: the program with the patterns' own slopes, to a certified gap where it is small
 * enough for a conic solver. `soft-mm`: from there, slopes and neurons improved in turn, and at the end, where it is
 * small enough, the program of the last slopes solved exactly. Every incumbent is a certified upper bound.
 */
export async function* softSearch(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  mode: Exclude<ConvexOptions['robust'], 'stable'>,
  solving: Solving,
  seed: number,
  signal: AbortSignal,
): AsyncGenerator<Attempt> {
  const { x } = problem.train;
  const small = 2 * patterns.length * x.rows * x.cols <= conicUpTo;
  const given = patternSlopes(patterns, x.rows);
  let incumbent: Incumbent | undefined;

  if (small) {
    for await (const attempt of solveCertified(softFormulation(problem, given, loss), solving)) {
      incumbent = attempt.incumbent;
      yield attempt;
    }
  } else {
    const start = softPoint(problem, smallNeurons(problem, patterns, seed), given);
    for await (const attempt of descent(problem, start, fixedSlopes, solving, signal)) {
      incumbent = attempt.incumbent;
      yield attempt;
    }
  }
  if (mode === 'soft' || !incumbent) return;

  const revived = revive(incumbent.neurons, smallNeurons(problem, patterns, seed));
  const start = softPoint(problem, revived, refreshSlopes(problem, revived, given));
  let slopes = given;
  for await (const attempt of descent(problem, start, majoriseMinimise, solving, signal, incumbent)) {
    slopes = attempt.slopes ?? slopes;
    incumbent = attempt.incumbent;
    yield attempt;
  }
  if (small) {
    for await (const attempt of solveCertified(softFormulation(problem, slopes, loss), solving)) {
      const next = attempt.incumbent;
      if (!next) continue;
      // The bound belongs to the last slopes' program only, so it is kept with that program's own point.
      incumbent = incumbent && incumbent.upper < next.upper ? incumbent : next;
      yield { ...attempt, incumbent };
    }
  }
}

/** A descent as attempts; `floor` is the incumbent it has to beat. */
async function* descent(
  problem: Problem,
  start: SoftPoint,
  settings: Descent,
  { started }: Solving,
  signal: AbortSignal,
  floor?: Incumbent,
): AsyncGenerator<Attempt & { readonly slopes?: Slopes }> {
  for await (const { iteration, best } of descend(problem, start, settings, signal)) {
    const beaten = floor === undefined || best.objective < floor.upper;
    const incumbent: Incumbent = beaten
      ? {
          neurons: best.neurons,
          upper: best.objective,
          gap: Number.POSITIVE_INFINITY,
          coneViolation: 0,
          unrepaired: 0,
        }
      : floor;
    yield {
      solution: { status: 'inaccurate', native: 'descent', iterations: iteration },
      incumbent,
      ...(beaten ? { slopes: best.slopes } : {}),
      history: {
        iteration,
        seconds: (performance.now() - started) / 1000,
        objective: incumbent.upper,
        upper: incumbent.upper,
      },
    };
  }
}

function softPoint(problem: Problem, neurons: Neurons, slopes: Slopes): SoftPoint {
  return { neurons, slopes, objective: softObjective(problem, neurons, slopes) };
}

/** Short neurons in the directions of their patterns, or random ones. */
function smallNeurons({ train: { x } }: Problem, patterns: readonly Pattern[], seed: number): Neurons {
  const random = createRandom(seed, 'soft start');
  const d = x.cols;
  const neurons: Neurons = {
    rows: 2 * patterns.length,
    cols: d,
    data: new Float64Array(2 * patterns.length * d),
  };
  const length = 1e-2 / (norm2(x.data) / Math.sqrt(x.data.length) || 1);
  for (let i = 0; i < neurons.rows; i++) {
    const own = patterns[i % patterns.length]!.direction;
    const direction = own ?? Float64Array.from({ length: d }, () => random.normal());
    const scale = length / (norm2(direction) || 1);
    row(neurons, i).set(direction.map((value) => scale * value));
  }
  return neurons;
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
