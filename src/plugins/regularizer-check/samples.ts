import type { AnyPenalty } from '../../core/proximal/penalty.js';
import type { Random } from '../../core/random.js';
import { validate } from '../../core/validation.js';
import type { Params } from './subject.js';

interface NumberSchema {
  readonly type?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const noParams = { type: 'object', additionalProperties: false };

/** Parameters to test with: the defaults, then numbers drawn around them within their ranges. */
export function sampleParams(penalty: AnyPenalty, random: Random, count = 2): Params[] {
  const schema = penalty.paramsSchema ?? noParams;
  const defaults = validate<Params>(schema, {});
  const numbers = Object.entries(
    (schema as { properties?: Record<string, NumberSchema> }).properties ?? {},
  ).filter(([name, { type }]) => type === 'number' && typeof defaults[name] === 'number');
  if (numbers.length === 0) return [defaults];
  const drawn = Array.from({ length: count }, () => {
    const own = numbers.map(
      ([name, range]) => [name, near(defaults[name] as number, range, random)] as const,
    );
    return { ...defaults, ...Object.fromEntries(own) };
  });
  return [defaults, ...drawn.filter((params) => fits(penalty, params))];
}

/** A number half to twice as large, halfway back to the default where it leaves its range. */
function near(value: number, range: NumberSchema, random: Random): number {
  let found = value === 0 ? random.normal() : value * 2 ** (2 * random.uniform() - 1);
  const low = range.minimum ?? range.exclusiveMinimum ?? Number.NEGATIVE_INFINITY;
  const high = range.maximum ?? range.exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  while (!(found > low && found < high) && found !== value) found = (found + value) / 2;
  return found;
}

function fits(penalty: AnyPenalty, params: Params): boolean {
  try {
    penalty.check?.(params, '');
    return true;
  } catch {
    return false;
  }
}
