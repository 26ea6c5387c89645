import type { Pace } from '../../core/pace.js';
import { dualBound, type Workspace, workspace } from '../bounds/dual-bound.js';
import { raiseBound } from '../bounds/raise-bound.js';
import { type DualPoint, type Region, type RelaxedForm, wholeBox } from '../bounds/relaxed-form.js';
import { decideLeaf } from './decide-leaf.js';
import { pairRanges } from './pair-ranges.js';
import { half, neuronToSplit } from './split.js';

/** Steps of the ascent at a node, which starts from its parent's dual point, and at a leaf before its linear program. */
const atNode = { steps: 3, untilDecided: true };
const atLeaf = { steps: 100, untilDecided: true };

/** What is known about a form on a box when the search ends. */
export interface Branched {
  /** Proven: the form is nowhere less. Positive where the search was completed. */
  readonly bound: number;
  /** A checked point at which the form is not positive. */
  readonly counterexample?: Float64Array;
  readonly nodes: number;
}

interface Node {
  readonly bound: number;
  readonly region: Region;
  readonly point: DualPoint;
  readonly neuron: number;
}

/**
 * Complete branch and bound on the signs of unstable neurons, the node with the least bound first: a node is split at one
 * neuron, its halves inherit bounds and dual point and raise them a little; leaves are linear programs.
 * Bunel et al., Branch and bound for piecewise linear neural network verification, 2020; Wang et al., Beta-CROWN, 2021.
 *
 * Ends when every node's bound is positive, when `check` confirms a counterexample (it gets points near the box and
 * returns the one it confirms), after `limit` nodes, or when `pace` says so. A leaf whose optimum is within rounding of 0
 * stays open for good: then the bound is not positive although nothing is left to do.
 */
export async function branchAndBound(
  form: RelaxedForm,
  root: DualPoint,
  check: (point: Float64Array) => Float64Array | undefined,
  limit: number,
  pace: Pace,
): Promise<Branched> {
  const work = workspace(form);
  const ranges = pairRanges(form);
  const open: Node[] = [];
  let settled = Number.POSITIVE_INFINITY;
  let counterexample: Float64Array | undefined;
  let nodes = 0;

  const add = async (region: Region, start: DualPoint, floor: number): Promise<void> => {
    nodes++;
    const raised = raiseBound(form, region, start, atNode, work);
    if (raised.least <= 0) counterexample ??= check(raised.corner);
    const bound = Math.max(floor, raised.bound);
    const neuron = bound > 0 ? undefined : neuronToSplit(form, region, raised.point, ranges, work);
    if (neuron !== undefined) insert(open, { bound, region, point: raised.point, neuron });
    else if (bound > 0) settled = Math.min(settled, bound);
    else settled = Math.min(settled, Math.max(bound, await leafBound(region, raised.point)));
  };

  /** The bound on a leaf; looks for a counterexample as well. */
  const leafBound = async (region: Region, start: DualPoint): Promise<number> => {
    const raised = raiseBound(form, region, start, atLeaf, work);
    if (raised.least <= 0) counterexample ??= check(raised.corner);
    if (raised.bound > 0 || counterexample) return raised.bound;
    const answer = await decideLeaf(form, region, raised.point);
    if (!answer) return raised.bound;
    counterexample ??= check(answer.x);
    return Math.max(raised.bound, provenBound(form, region, answer.point, work));
  };

  await add(wholeBox(form), root, Number.NEGATIVE_INFINITY);
  while (!counterexample && open.length > 0 && nodes + 2 <= limit && (await pace.goOn())) {
    const { region, point, neuron, bound } = open.pop()!;
    for (const sign of [1, -1] as const) {
      const child = half(form, region, point, neuron, sign, ranges);
      if (child) await add(child.region, child.point, bound);
      else nodes++;
    }
  }
  const bound = Math.min(settled, open.at(-1)?.bound ?? Number.POSITIVE_INFINITY);
  return { bound, nodes, ...(counterexample ? { counterexample } : {}) };
}

/** The bound that a dual point of any weight proves: without the form's own part, that there is no point at all. */
function provenBound(form: RelaxedForm, region: Region, point: DualPoint, work: Workspace): number {
  const alone = dualBound(form, region, { ...point, weight: 0 }, work);
  if (alone > 0) return Number.POSITIVE_INFINITY;
  return point.weight > 0 ? dualBound(form, region, point, work) / point.weight : Number.NEGATIVE_INFINITY;
}

/** Keeps the nodes in descending order of their bounds; of equals, the older one is taken first. */
function insert(open: Node[], node: Node): void {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (open[middle]!.bound > node.bound) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, node);
}
