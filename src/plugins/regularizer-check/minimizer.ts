import type { Shape } from '../../core/proximal/penalty.js';
import { entries, one, shapesFor, steps, weights } from './points.js';
import { RegularizerRefused } from './report.js';
import { type Params, type Subject, show } from './subject.js';

/** A point that is to be beaten: an input of the operator. */
interface Input {
  readonly x: Float64Array;
  readonly step: number;
  readonly params: Params;
  readonly shape: Shape;
}

/**
 * The defining inequality of a single entry: nothing on a fine grid of the range where minimisers lie costs less than the
 * operator's result. Returns the number of inputs; refuses with a counterexample.
 */
export function checkEntries(subject: Subject): number {
  let count = 0;
  for (const params of subject.samples) {
    for (const step of steps) {
      const thresholds = thresholdsOf(subject, step, params);
      for (const entry of [...entries, ...thresholds]) {
        const input = { x: Float64Array.of(entry), step, params, shape: one };
        const { y, cost } = resultAt(subject, input);
        // The operator cannot lead further from x than this, for the penalty is not negative.
        const reach = Math.sqrt(
          2 * Math.min(costOf(subject, input, input.x), costOf(subject, input, zeros(input.x))),
        );
        for (const candidate of onLine(subject, input, reach)) beat(subject, input, y, cost, candidate);
        count++;
      }
    }
  }
  return count;
}

/** The same of whole weights, against random points, points near the result, and descent along single entries. */
export function checkWeights(subject: Subject): number {
  let count = 0;
  for (const params of subject.samples)
    for (const shape of shapesFor(subject.penalty.structure))
      for (const x of weights(shape, subject.random))
        for (const step of [0.4, 1, 0.05, 5, 1e-6, 1e3]) {
          const input = { x, step, params, shape };
          const { y, cost } = resultAt(subject, input);
          for (const candidate of around(subject, x, y)) beat(subject, input, y, cost, candidate);
          count++;
        }
  return count;
}

function resultAt(subject: Subject, { x, step, params, shape }: Input): { y: Float64Array; cost: number } {
  const { y, value } = subject.prox(x, step, params, shape);
  return { y, cost: step * value + halfDistance(x, y) };
}

function costOf(subject: Subject, { x, step, params, shape }: Input, y: Float64Array): number {
  return step * subject.value(y, params, shape) + halfDistance(x, y);
}

/** Refuses when a candidate costs less than the result by more than rounding explains. */
function beat(subject: Subject, input: Input, y: Float64Array, cost: number, candidate: Float64Array): void {
  const there = subject.value(candidate, input.params, input.shape);
  const found = input.step * there + halfDistance(input.x, candidate);
  const squares = input.x.reduce((sum, each) => sum + each * each, 0);
  const rounding = 1e-10 * (1 + Math.abs(found)) * Math.min(1, input.step + squares) + 1e-13 * squares;
  // Indicators let points count as inside that float32 could not tell from the rim.
  const reach = y.reduce((most, each) => Math.max(most, Math.abs(each)), 1) * Math.sqrt(2 * cost * y.length);
  const rim = there === 0 ? 1e-6 * reach : 0;
  if (!(found < cost - rounding - rim)) return;
  const { code, hint } = diagnosis(subject, input, y, cost);
  const { x, step, params, shape } = input;
  throw new RegularizerRefused(
    code,
    `at x = ${show(x)}, step = ${step} its operator returns ${show(y)}, which costs ${cost}; ${show(candidate)} costs ${found}. ${hint}`,
    {
      params,
      x: [...x],
      shape,
      step,
      returned: [...y],
      cost,
      better: [...candidate],
      betterCost: found,
    },
  );
}

/** What kind of mistake would explain a result that is not the least. */
function diagnosis(
  subject: Subject,
  input: Input,
  y: Float64Array,
  cost: number,
): { code: 'wrong-sign' | 'wrong-scale' | 'not-a-minimizer'; hint: string } {
  const negative = y.map((each) => -each);
  if (y.some((each) => each !== 0) && costOf(subject, input, negative) < cost) {
    return { code: 'wrong-sign', hint: 'Its negative costs less: the sign of the result is wrong' };
  }
  const { x, params, shape } = input;
  const same = [input.step / 3, input.step * 3].every((step) => {
    const { y: other } = subject.prox(x, step, params, shape);
    return other.every((each, i) => each === y[i]);
  });
  const moved = y.some((each, i) => each !== x[i]);
  if (same && moved && y.some((each) => each !== 0)) {
    const hint = 'The result is the same for steps a third and three times as long: the step is not used';
    return { code: 'wrong-scale', hint };
  }
  for (const factor of [0.5, 2, 4, 0.25, 1 / input.step]) {
    const other = { ...input, step: factor * input.step };
    const least = Math.min(
      ...[...onLine(subject, other, reachOf(subject, other))].map((z) => costOf(subject, other, z)),
    );
    if (x.length === 1 && moved && costOf(subject, other, y) <= least + 1e-9 * (1 + least)) {
      const step = Number(other.step.toPrecision(6));
      return {
        code: 'wrong-scale',
        hint: `The result would be right for the step ${step}: its scale is wrong`,
      };
    }
  }
  return { code: 'not-a-minimizer', hint: 'The operator must minimise step P(y) + ||y - x||^2 / 2' };
}

function reachOf(subject: Subject, input: Input): number {
  return Math.sqrt(2 * Math.min(costOf(subject, input, input.x), costOf(subject, input, zeros(input.x))));
}

/** Candidates for one entry: a grid over the range, then finer grids around the two best places that are apart. */
function* onLine(subject: Subject, input: Input, reach: number): Generator<Float64Array> {
  const x = input.x[0]!;
  yield Float64Array.of(0);
  yield Float64Array.of(x);
  if (!(reach > 0 && Number.isFinite(reach))) return;
  let places: number[] = [x];
  let width = 2 * reach;
  for (let round = 0; round < 4; round++) {
    const points = round === 0 ? 120 : 24;
    const found: { z: number; cost: number }[] = [];
    for (const place of places)
      for (let i = 0; i <= points; i++) {
        const z = place - width / 2 + (width * i) / points;
        const candidate = Float64Array.of(z);
        found.push({ z, cost: costOf(subject, input, candidate) });
        yield candidate;
      }
    found.sort((a, b) => a.cost - b.cost);
    const best = found[0]!.z;
    const apart = found.find(({ z }) => Math.abs(z - best) > width / 8);
    places = apart ? [best, apart.z] : [best];
    width = (4 * width) / points;
  }
}

/** Candidates for a whole weight. */
function* around(subject: Subject, x: Float64Array, y: Float64Array): Generator<Float64Array> {
  const { random } = subject;
  yield x;
  yield zeros(x);
  for (let k = 0; k < 24; k++) {
    const size = 10 ** -(k % 8) * (k % 2 === 0 ? 1 : 30);
    yield y.map((each) => each + size * random.normal());
    yield x.map((each) => each * random.uniform());
    yield y.map((each, i) => each + random.uniform() * (x[i]! - each));
    yield y.map((each) => (random.uniform() < 0.5 ? 0 : each));
    const factor = 1 + size * random.normal();
    yield y.map((each) => each * factor);
  }
  for (let i = 0; i < y.length; i++) {
    for (const entry of [0, x[i]!, y[i]! + 1e-3, y[i]! - 1e-3, y[i]! / 2]) {
      yield y.map((each, k) => (k === i ? entry : each));
    }
  }
}

/** Entries at which the operator of one entry leaves 0 or jumps, and their neighbours on both sides. */
function thresholdsOf(subject: Subject, step: number, params: Params): number[] {
  const at = (x: number) => subject.prox(Float64Array.of(x), step, params, one).y[0]!;
  let [low, high] = [0, 8 * (1 + step)];
  if (at(low) !== 0 || at(high) === 0) return [];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (at(middle) === 0) low = middle;
    else high = middle;
  }
  return [low, high, high * (1 + 1e-6), low * (1 - 1e-6), -high, high * 1.05, high * 0.95];
}

function halfDistance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return sum / 2;
}

function zeros({ length }: Float64Array): Float64Array {
  return new Float64Array(length);
}
