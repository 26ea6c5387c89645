import { dualBound, traceCorner, type Workspace } from './dual-bound.js';
import type { DualPoint, Region, RelaxedForm } from './relaxed-form.js';

/** What an ascent in the dual problem came to. */
export interface RaisedBound {
  /** Proven lower bound on the form over the region, and the dual point that proves it. */
  readonly bound: number;
  readonly point: DualPoint;
  /** The least value of the form at the corners it passed (up to rounding), and that corner. */
  readonly least: number;
  readonly corner: Float64Array;
}

/** How long an ascent goes on. */
export interface Ascent {
  readonly steps: number;
  /** Ends as soon as the bound is positive or a corner's value is not: the sign of the form is all that is asked. */
  readonly untilDecided: boolean;
}

/** How far above the best bound the ascent aims at first: this share of the distance to the least value seen. */
const firstAim = 0.1;
/** The aim is halved after so many steps in a row without a tenth of it gained. */
const patience = 3;
/** Weight of the last direction where the new one would turn back on it. */
const deflection = 1.5;

/**
 * Raises {@link dualBound} over slopes and multipliers; the best point is kept.
 *
 * Projected subgradient steps of Polyak's length towards a level that is lowered when it is out of reach, along a
 * direction bent away from the last one (Camerini, Fratta, Maffioli, On improving relaxation methods by modified gradient
 * techniques, 1975). Steps are taken in p_i times half the width of z_i: in units of the form for all neurons.
 */
export function raiseBound(
  form: RelaxedForm,
  region: Region,
  start: DualPoint,
  { steps, untilDecided }: Ascent,
  work: Workspace,
): RaisedBound {
  const values = start.values.slice();
  const point = { ...start, values };
  const direction = new Float64Array(values.length);
  let best = { bound: Number.NEGATIVE_INFINITY, values: start.values };
  let least = Number.POSITIVE_INFINITY;
  let corner = form.box.center;
  let aim: number | undefined;
  let stale = 0;
  for (let step = 0; ; step++) {
    const bound = dualBound(form, region, point, work);
    if (bound > best.bound) {
      if (aim === undefined || bound - best.bound > 0.1 * aim) stale = 0;
      best = { bound, values: values.slice() };
    }
    const value = traceCorner(form, region, point, work);
    if (value < least) {
      least = value;
      corner = work.corner.slice();
    }
    if (step === steps || (untilDecided && (best.bound > 0 || least <= 0))) break;
    aim ??= firstAim * (least - bound);
    if (stale++ >= patience) {
      aim /= 2;
      stale = 0;
    }
    const length = turn(form, region, values, direction, work);
    if (length === 0) break;
    move(form, region, values, direction, (best.bound + aim - bound) / length, work);
  }
  return { bound: best.bound, point: { ...start, values: best.values }, least, corner };
}

/** Makes `direction` the next one, in scaled units; returns its squared length, 0 at a point that cannot be improved on. */
function turn(
  { layers }: RelaxedForm,
  { signs }: Region,
  values: Float64Array,
  direction: Float64Array,
  work: Workspace,
): number {
  const gradient = new Float64Array(direction.length);
  let along = 0;
  let before = 0;
  let n = 0;
  layers.forEach(({ unstable, low, high, slope }, l) => {
    for (let i = 0; i < unstable; i++, n++) {
      const z = work.relaxed[l]![i]!;
      const free =
        signs[n] === 0
          ? work.post[l]![i]! > 0 && (z > 0 ? values[n]! < 1 : values[n]! > slope)
          : values[n]! > 0 || z * signs[n]! < 0;
      if (free) gradient[n] = (2 * z) / (high[i]! - low[i]!);
      along += gradient[n]! * direction[n]!;
      before += direction[n]! ** 2;
    }
  });
  const bend = along < 0 ? (-deflection * along) / before : 0;
  let length = 0;
  for (n = 0; n < direction.length; n++) {
    direction[n] = gradient[n]! + bend * direction[n]!;
    length += direction[n]! ** 2;
  }
  return length;
}

/** Takes the step, clipped to the values allowed. */
function move(
  { layers }: RelaxedForm,
  { signs }: Region,
  values: Float64Array,
  direction: Float64Array,
  step: number,
  work: Workspace,
): void {
  let n = 0;
  layers.forEach(({ unstable, low, high, slope }, l) => {
    for (let i = 0; i < unstable; i++, n++) {
      const change = (2 * step * direction[n]!) / (high[i]! - low[i]!);
      const c = work.post[l]![i]!;
      if (signs[n] !== 0) values[n] = Math.max(0, values[n]! - signs[n]! * change);
      else if (c > 0) values[n] = Math.min(1, Math.max(slope, values[n]! + change / c));
    }
  });
}
