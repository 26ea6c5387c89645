import type { Shape } from '../../core/proximal/penalty.js';
import { one, shapesFor, weights } from './points.js';
import { RegularizerRefused } from './report.js';
import { type Params, type Subject, show } from './subject.js';

interface Case {
  readonly params: Params;
  readonly shape: Shape;
  readonly x: Float64Array;
}

function casesOf({ penalty, samples, random }: Subject): Case[] {
  return samples.flatMap((params) =>
    shapesFor(penalty.structure).flatMap((shape) =>
      weights(shape, random).map((x) => ({ params, shape, x })),
    ),
  );
}

/** A convex penalty is below its chords, and its operator moves no two points apart. */
export function checkConvexity(subject: Subject): number {
  const cases = casesOf(subject);
  for (const { params, shape, x } of cases) {
    const other = x.map((each) => each + subject.random.normal());
    for (const step of [0.1, 1, 10]) {
      const [p, q] = [x, other].map((each) => subject.prox(each, step, params, shape).y);
      const [before, after] = [distance(x, other), distance(p!, q!)];
      if (after > before * (1 + 1e-7) + 1e-9) {
        const message = `it says it is convex, but its operator moves ${show(x)} and ${show(other)} apart, from ${before} to ${after}`;
        throw new RegularizerRefused('not-convex', message, { params, x: [...x], shape, step, returned: after, expected: before }); // biome-ignore format: one refusal
      }
    }
    const middle = x.map((each, i) => (each + other[i]!) / 2);
    const [a, b, m] = [x, other, middle].map((each) => subject.value(each, params, shape));
    if (m! > (a! + b!) / 2 + 1e-9 * (1 + a! + b!)) {
      const message = `it says it is convex, but halfway between ${show(x)} and ${show(other)} it is ${m}, above the mean ${(a! + b!) / 2}`;
      throw new RegularizerRefused('not-convex', message, { params, x: [...middle], shape, returned: m!, expected: (a! + b!) / 2 }); // biome-ignore format: one refusal
    }
  }
  return cases.length;
}

/** P(c x) = c^degree P(x). */
export function checkDegree(subject: Subject, degree: number): number {
  const cases = casesOf(subject);
  for (const { params, shape, x } of cases) {
    const value = subject.value(x, params, shape);
    for (const c of [0.25, 3]) {
      const scaled = x.map((each) => c * each);
      const found = subject.value(scaled, params, shape);
      const expected = c ** degree * value;
      if (found === expected || Math.abs(found - expected) <= 1e-9 * (1 + expected)) continue;
      const message = `it says that P(c x) = c^${degree} P(x), but for c = ${c} it is ${found}, not ${expected}`;
      throw new RegularizerRefused('wrong-degree', message, { params, x: [...scaled], shape, returned: found, expected }); // biome-ignore format: one refusal
    }
  }
  return cases.length;
}

/** A sum over the entries is the sum of its values at single entries, and its operator takes each by itself. */
export function checkSeparability(subject: Subject): number {
  const cases = casesOf(subject);
  for (const { params, shape, x } of cases) {
    const single = Array.from(x, (each) => Float64Array.of(each));
    const sum = single.reduce((total, each) => total + subject.value(each, params, one), 0);
    const whole = subject.value(x, params, shape);
    if (whole !== sum && Math.abs(whole - sum) > 1e-9 * (1 + sum)) {
      const message = `it says it is a sum over the entries, but at ${show(x)} it is ${whole}, and entry by entry ${sum}`;
      throw new RegularizerRefused('not-separable', message, { params, x: [...x], shape, returned: whole, expected: sum }); // biome-ignore format: one refusal
    }
    const { y } = subject.prox(x, 0.5, params, shape);
    const apart = single.map((each) => subject.prox(each, 0.5, params, one).y[0]!);
    if (y.some((each, i) => Math.abs(each - apart[i]!) > 1e-6 * (1 + Math.abs(each)))) {
      const message =
        'it says it is a sum over the entries, but its operator treats entries differently together';
      throw new RegularizerRefused('not-separable', message, { params, x: [...x], shape, step: 0.5, returned: [...y], expected: apart }); // biome-ignore format: one refusal
    }
  }
  return cases.length;
}

/** The gradient agrees with central differences wherever those to either side agree with each other. */
export function checkGradient(subject: Subject): number {
  let count = 0;
  for (const { params, shape, x } of casesOf(subject)) {
    const gradient = subject.penalty.gradient!(x, params, shape);
    for (let i = 0; i < x.length; i++) {
      const width = 1e-5 * (1 + Math.abs(x[i]!));
      const at = (by: number) =>
        subject.value(
          x.map((each, k) => (k === i ? each + by : each)),
          params,
          shape,
        );
      const [behind, ahead] = [(at(0) - at(-width)) / width, (at(width) - at(0)) / width];
      const fine = (behind + ahead) / 2;
      // At a kink, and beyond the set of an indicator, differences say nothing.
      if (!(Math.abs(x[i]!) > 2 * width && Math.abs(ahead - behind) <= 1e-3 * (1 + Math.abs(fine)))) continue;
      count++;
      const found = gradient[i];
      if (typeof found === 'number' && Math.abs(found - fine) <= 1e-4 * (1 + Math.abs(fine))) continue;
      const message = `entry ${i} of its gradient at ${show(x)} is ${found}, and differences of its values give ${fine}`;
      throw new RegularizerRefused('wrong-gradient', message, { params, x: [...x], shape, returned: [...gradient], expected: fine }); // biome-ignore format: one refusal
    }
  }
  return count;
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((each, i) => each - b[i]!));
}
