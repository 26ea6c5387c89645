import type { Spread } from '../core/generated/documents.js';
import { h, type Markup } from './markup.js';

/** The value where it is a finite number, else nothing: JSON writes a value that is not finite as null. */
export function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Four significant digits: 0.3306, 12.50, 3.142 × 10⁻⁵. */
export function significant(value: number, digits = 4): string {
  if (value === 0) return '0';
  const size = Math.abs(Number(value.toPrecision(digits)));
  if (size >= 1e-3 && size < 10 ** digits) return withMinus(value.toPrecision(digits));
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return `${withMinus(mantissa!)} × ${powerOfTen(Number(exponent))}`;
}

/** As short as it can be without loss up to six digits: 0.05, 200, 2 × 10⁻⁵, 10⁻⁵. For ticks and settings. */
export function short(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return withMinus(String(rounded));
  const [mantissa, exponent] = rounded.toExponential().split('e');
  const power = powerOfTen(Number(exponent));
  return mantissa === '1' ? power : `${withMinus(mantissa!)} × ${power}`;
}

/** A share in percent, without the sign: 98.33. */
export function percent(value: number): string {
  return value === 1 ? '100' : (100 * value).toFixed(2);
}

/** Seconds to two decimals below 100, whole ones above. */
export function seconds(value: number): string {
  if (value > 0 && value < 0.005) return '< 0.01';
  return value.toFixed(value < 100 ? 2 : 0);
}

/** A number with its full value in the title; a dash where there is none. */
export function numeral(value: unknown, format: (value: number) => string = significant): Markup {
  const number = finite(value);
  if (number === undefined) return h('span', { class: 'absent', title: 'no value' }, '–');
  return h('span', { title: String(number) }, format(number));
}

/** mean ± standard deviation, the full values with least and greatest in the title. */
export function meanAndSd(spread: Spread, format: (value: number) => string = significant): Markup {
  const mean = finite(spread.mean);
  const sd = finite(spread.sd);
  if (mean === undefined || sd === undefined) return numeral(mean, format);
  const [min, max] = [finite(spread.min), finite(spread.max)];
  const ends = min === undefined || max === undefined ? '' : `, least ${min}, greatest ${max}`;
  const deviation = format === significant ? significant(sd, 2) : format(sd);
  return h('span', { title: `mean ${mean}, sd ${sd}${ends}` }, `${format(mean)} ± ${deviation}`);
}

function withMinus(text: string): string {
  return text.replace('-', '−');
}

function powerOfTen(exponent: number): string {
  const digits = String(exponent).replace('-', '⁻');
  return `10${digits.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!)}`;
}
