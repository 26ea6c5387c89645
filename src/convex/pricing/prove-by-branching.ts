import { setImmediate } from 'node:timers/promises';
import { dot, type Matrix, norm2 } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';
import { cellNear } from '../patterns/cell-near.js';
import { gaussianDirection } from '../patterns/gaussian-direction.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import { coneMaximum, pullOf, wallsOf } from './cell-maximum.js';
import type { PricedPattern, Prover } from './prover.js';
import { type Relaxed, relax, type Signs } from './relaxation.js';

/** Nodes that one proof may look at, and the work it may take: a node costs about n^2 d steps. */
const mostNodes = 10_000;
const mostWork = 2e8;
const nodesPerLook = 50;
/** Nodes that it goes on for after the first find, for more of them at once. */
const nodesAfterFind = 400;

interface Node extends Relaxed {
  /** nu or -nu: which of the two is to be bounded from above. */
  readonly nu: Float64Array;
  readonly signs: Signs;
}

/**
 * Branch and bound over the signs of x_k . u, the most promising node first: a node decides some signs and is bounded
 * by a relaxation of the others; the row it is loosest on is decided next. The greatest bound of the nodes still open
 * bounds nu . (X u)_+ over all u at any time. It ends when that is within the threshold, soon after a direction above the
 * threshold turns up, or with the budget; in the last two cases the bound is valid but may be loose.
 */
export function proveByBranching(x: Matrix, weight: number, random: Random, signal: AbortSignal): Prover {
  const nodeBudget = Math.min(mostNodes, mostWork / (x.rows ** 2 * x.cols));
  return async (nu, threshold) => {
    const open: Node[] = [];
    let settled = weight;
    const add = (signed: Float64Array, signs: Signs): PricedPattern | undefined => {
      const node = { nu: signed, signs, ...relax(x, signed, signs) };
      if (node.bound <= threshold || node.widest === undefined) settled = Math.max(settled, node.bound);
      else insert(open, node);
      return violator(x, signed, threshold, node.peak, random);
    };

    const undecided = new Int8Array(x.rows);
    const roots = [nu, nu.map((value) => -value)];
    const found = roots.flatMap((signed) => add(signed, undecided) ?? []);
    let examined = 2;
    let budget = found.length > 0 ? nodesAfterFind : nodeBudget;
    for (; examined < budget && open.length > 0; examined += 2) {
      if (examined % nodesPerLook === 0) {
        await setImmediate();
        if (signal.aborted) throw new SolveAborted();
      }
      const node = open.pop()!;
      for (const sign of [1, -1]) {
        const signs = node.signs.slice();
        signs[node.widest!] = sign;
        const better = add(node.nu, signs);
        if (!better) continue;
        if (found.length === 0) budget = Math.min(budget, examined + nodesAfterFind);
        found.push(better);
      }
    }
    const bound = Math.max(settled, open.at(-1)?.bound ?? 0);
    return { bound, complete: open.length === 0, found, method: 'branch-and-bound', examined };
  };
}

/** Keeps the nodes in ascending order of their bounds. */
function insert(open: Node[], node: Node): void {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (open[middle]!.bound < node.bound) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, node);
}

/** The cell of a direction, where the objective there is above the threshold. */
function violator(
  x: Matrix,
  nu: Float64Array,
  threshold: number,
  direction: Float64Array,
  random: Random,
): PricedPattern | undefined {
  if (norm2(direction) === 0) return undefined;
  const pattern = cellNear(x, direction, gaussianDirection(x.cols, random));
  const pull = pullOf(x, pattern.active, nu);
  if (dot(pull, direction) <= threshold) return undefined;
  const { value, direction: peak } = coneMaximum(wallsOf(x, pattern.active), pull);
  return { pattern, value, peak };
}
