import { scaleLinear, scaleLog } from 'd3-scale';
import { short } from '../numbers.js';

/** A linear or logarithmic axis over given values. */
export interface ValueScale {
  readonly logarithmic: boolean;
  /** Position of a value in the range. */
  at(value: number): number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/**
 * An axis that holds all values with a little room on both sides. `logarithmic` is taken at its word only where
 * every value is positive. Throws a RangeError when there is no value.
 */
export function valueScale(
  values: readonly number[],
  range: readonly [number, number],
  logarithmic: boolean,
  tickCount = 4,
): ValueScale {
  if (values.length === 0) throw new RangeError('an axis needs at least one value');
  const low = drawable(values.reduce((a, b) => Math.min(a, b)));
  const high = drawable(values.reduce((a, b) => Math.max(a, b)));
  return logarithmic && low > 0
    ? logScale(low, high, range, tickCount)
    : linearScale(low, high, range, tickCount);
}

/** Beyond it a diverged value is drawn at the edge, and below its inverse at zero: other axes would overflow. */
const largest = 1e150;

function drawable(value: number): number {
  return Math.abs(value) < 1 / largest ? 0 : Math.max(-largest, Math.min(largest, value));
}

/** True where values of one sign differ so much that a linear axis would press the small ones together. */
export function spansDecades(values: readonly number[], factor = 30): boolean {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  return low > 0 && high > factor * low;
}

function linearScale(low: number, high: number, range: readonly [number, number], count: number): ValueScale {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Where values agree or almost do, room in proportion to their size keeps the ticks short, and draws together what is
  // the same but for rounding.
  const room = high > low ? Math.max(0.04 * (high - low), 1e-3 * size) : 0.05 * size || 1;
  const scale = scaleLinear()
    .domain([low - room, high + room])
    .range(range);
  const format = scale.tickFormat(count);
  const plain = size < 1e5 && high - low + 2 * room >= 1e-7;
  return {
    logarithmic: false,
    at: (value) => scale(drawable(value)),
    ticks: scale.ticks(count).map((value) => ({ value, label: plain ? format(value) : short(value) })),
  };
}

function logScale(low: number, high: number, range: readonly [number, number], count: number): ValueScale {
  const room = high > low ? 10 ** (0.04 * (Math.log10(high) - Math.log10(low))) : 1.05;
  const domain: [number, number] = [Math.max(low / room, 1 / largest), Math.min(high * room, largest)];
  const scale = scaleLog().domain(domain).range(range);
  const ticks = logTicks(domain, count);
  return {
    logarithmic: true,
    at: (value) => scale(drawable(value)),
    ticks: ticks.map((value) => ({ value, label: short(value) })),
  };
}

/** 1, 2, 5 times powers of ten, or powers of ten (every second, ...), or evenly spaced values inside one decade. */
function logTicks([low, high]: readonly [number, number], count: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const inside = (value: number) => value >= low && value <= high;
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const powers = exponents.map((exponent) => Number(`1e${exponent}`)).filter(inside);
  if (powers.length > count) {
    const step = Math.ceil(powers.length / count);
    return powers.filter((_, i) => i % step === 0);
  }
  const fine = exponents.flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)));
  const some = fine.filter(inside);
  if (some.length <= count + 1 && some.length >= 3) return some;
  if (powers.length >= 2) return powers;
  return scaleLinear().domain([low, high]).ticks(count).filter(inside);
}
