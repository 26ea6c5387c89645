import { dot, type Matrix, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { LossBlock, LossMultipliers } from '../losses/loss-block.js';
import { type Pattern, patternText } from '../patterns/pattern.js';
import { withStableDirections } from '../prune.js';
import { type BoundedIncumbent, closedGap, type Solving, solveCertified } from '../solve-certified.js';
import type { Column } from './column.js';
import { type PricedColumn, pricePattern } from './price.js';
import { vectorFormulation, vectorObjective } from './vector-program.js';

const maxRounds = 200;
/** Gap to which programs are solved while columns are still being found. */
const roughly = 1e-3;
/** Columns added in a round, at least; more where there are many outputs. */
const leastGrowth = 32;
/** Singular directions that the pricing of a pattern starts from. */
const starts = 3;
/** Cosine from which two directions of one pattern are one. */
const sameDirection = 1 - 1e-9;

/** A lower bound on all networks whose neurons keep one of the patterns, whatever they feed. */
export interface VectorBound {
  readonly value: number;
  readonly multipliers: LossMultipliers;
  /** C: the largest spectral norm of X' D_i N over beta, before the multipliers are scaled back by it. */
  readonly violation: number;
}

/** Neurons of a program on some columns, and their objective. */
export interface VectorPoint {
  readonly columns: readonly Column[];
  readonly neurons: Matrix;
  readonly upper: number;
}

/** Where the search stands after a round. */
export interface VectorState {
  readonly round: number;
  /** Columns of the last program. */
  readonly columns: number;
  readonly best: VectorPoint;
  readonly bound: VectorBound;
  /** True when no column that was found would lower the objective any more. */
  readonly exhausted: boolean;
  /** The solver's own status of the last program. */
  readonly native?: string;
  readonly iterations: number;
}

/**
 * Column generation over the directions g that neurons of the given patterns may feed: starts from the network without
 * neurons, adds the columns along which the loss falls faster than beta (a local search, {@link pricePattern}), solves
 * the program on all columns so far, and goes on with its multipliers. Each round bounds the optimum over all
 * directions from below by the spectral norms of X' D_i N. Ends when gap or columns run out.
 */
export async function* sharedSearch(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Solving,
): AsyncGenerator<VectorState> {
  const { x, y } = problem.train;
  let tolerance = Math.max(solving.tolerance, roughly);
  const most = Math.max(leastGrowth, 2 * y.cols);
  const directed = new Map<string, Pattern>();
  let columns: readonly Column[] = [];
  let best = withoutNeurons(problem);
  let multipliers = multipliersAtZero(problem, loss);
  let bound: VectorBound | undefined;
  let solver: { native?: string; iterations: number } = { iterations: 0 };

  for (let round = 0; round <= maxRounds; round++) {
    const priced = patterns.map((pattern) =>
      pricePattern(x, pattern, { ...y, data: multipliers.nu }, starts, problem.weight * (1 + tolerance / 4)),
    );
    const next = boundOf(problem, loss, multipliers, Math.max(...priced.map((one) => one.bound)));
    if (!bound || next.value > bound.value) bound = next;
    const added = newColumns(
      priced.flatMap((one) => one.columns),
      columns,
      most,
    );
    const exhausted = added.length === 0 && tolerance === solving.tolerance;
    yield { round, columns: columns.length, best, bound, exhausted, ...solver };
    if (exhausted || best.upper - bound.value <= closedGap(best.upper, solving.tolerance)) return;

    if (added.length === 0) tolerance = solving.tolerance;
    columns = [...columns, ...(await withDirections(problem, added, directed, solving))];
    let solved: BoundedIncumbent | undefined;
    for await (const { solution, incumbent } of solveCertified(vectorFormulation(problem, columns, loss), {
      ...solving,
      tolerance,
    })) {
      solved = incumbent;
      solver = { native: solution.native, iterations: solver.iterations + solution.iterations };
    }
    if (!solved) return;
    if (solved.upper <= best.upper) best = { columns, neurons: solved.neurons, upper: solved.upper };
    multipliers = solved.bound.loss;
  }
}

function withoutNeurons(problem: Problem): VectorPoint {
  const neurons = zeros(0, problem.train.x.cols);
  return { columns: [], neurons, upper: vectorObjective(problem, [], neurons) };
}

/** The slopes of the losses at f = 0 are their multipliers. */
function multipliersAtZero({ train: { y }, loss, lossScale }: Problem, block: LossBlock): LossMultipliers {
  const nu = y.data.map((target) => lossScale * loss.slope(0, target));
  return block.clip({ nu, alpha: nu.map(Math.abs) }, y.data, lossScale);
}

function boundOf(
  { train: { y }, weight, lossScale }: Problem,
  loss: LossBlock,
  multipliers: LossMultipliers,
  largest: number,
): VectorBound {
  const violation = largest / weight;
  const { value } = loss.dualValue(multipliers, y.data, lossScale, 1 / violation);
  return { value, multipliers, violation };
}

/** The columns furthest above the threshold that are not known yet. */
function newColumns(found: readonly PricedColumn[], known: readonly Column[], most: number): Column[] {
  const chosen: Column[] = [];
  for (const { pattern, direction } of [...found].sort((a, b) => b.value - a.value)) {
    if (chosen.length === most) break;
    const same = (other: Column) =>
      other.pattern.active === pattern.active && dot(other.direction, direction) > sameDirection;
    if (!known.some(same) && !chosen.some(same)) chosen.push({ pattern, direction });
  }
  return chosen;
}

/** The columns with interior directions of their patterns, from which neurons are repaired; found once per pattern. */
async function withDirections(
  problem: Problem,
  columns: readonly Column[],
  directed: Map<string, Pattern>,
  { thread }: Solving,
): Promise<Column[]> {
  const missing = new Map(
    columns
      .map(({ pattern }) => [patternText(pattern.active), pattern] as const)
      .filter(([key]) => !directed.has(key)),
  );
  const keys = [...missing.keys()];
  const { patterns } = await withStableDirections(problem, [...missing.values()], thread, () => {});
  keys.forEach((key, i) => {
    directed.set(key, patterns[i]!);
  });
  return columns.map(({ pattern, direction }) => {
    // The arrays of the patterns given stay the keys by which columns are told apart.
    const inside = directed.get(patternText(pattern.active))!.direction;
    return { pattern: { active: pattern.active, ...(inside ? { direction: inside } : {}) }, direction };
  });
}
