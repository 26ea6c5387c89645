import { InputError, inputError } from '../errors.js';
import { compileEntries, type EntryFunctions } from '../expressions/compile.js';
import { constants, isFunctionName } from '../expressions/functions.js';
import { parseExpression } from '../expressions/parse.js';
import type { RegularizerDefinition } from '../generated/documents.js';
import { numericProxes } from './numeric.js';
import { parameters } from './parameter.js';
import type { Penalty } from './penalty.js';

type Numbers = Readonly<Record<string, number>>;

/** A definition whose value is an expression. */
export type ExpressionDefinition = RegularizerDefinition & { readonly value: string };

/**
 * The separable penalty sum_i value(x_i) of a definition, and its operator by the definition's own expression or by a
 * numeric search. Throws InputError at the fields of the definition, which stands at `pointer`.
 */
export function penaltyFromExpression(definition: ExpressionDefinition, pointer = ''): Penalty<Numbers> {
  const { name, value, prox, gradient, convex, degree, reference } = definition;
  const params = Object.keys(definition.params);
  checkNames(params, `${pointer}/params`);
  checkDefaults(definition, pointer);
  const parse = (text: string, names: readonly string[], field: string) =>
    parseExpression(text, names, `${pointer}/${field}`);
  const factory = compileEntries({
    value: parse(value, ['x', ...params], 'value'),
    ...(prox === 'numeric' ? {} : { prox: parse(prox, ['x', 'step', ...params], 'prox') }),
    ...(gradient === undefined ? {} : { gradient: parse(gradient, ['x', ...params], 'gradient') }),
    params,
  });
  const at = (given: Numbers): EntryFunctions => factory(Float64Array.from(params, (key) => given[key]!));

  return {
    name,
    formula: `sum over the entries x of ${value}`,
    reference: reference ?? 'registered as an expression',
    structure: 'entries',
    convex,
    ...(degree === undefined ? {} : { degree }),
    paramsSchema: paramsSchemaOf(definition),
    value: (x, given) => at(given).sum(x),
    prox(x, step, given) {
      const functions = at(given);
      if (functions.prox) {
        const y = new Float64Array(x.length);
        return { value: functions.prox(x, step, y), y };
      }
      const y = numericProxes(functions, x, step);
      return { y, value: functions.sum(y) };
    },
    gradient(x, given) {
      const slopes = new Float64Array(x.length);
      at(given).gradient(x, slopes);
      return slopes.map((slope, i) => (x[i] === 0 && !Number.isFinite(slope) ? 0 : slope));
    },
  };
}

/** The schema of the parameters that a definition declares. */
export function paramsSchemaOf({ params }: Pick<RegularizerDefinition, 'params'>) {
  return parameters(Object.fromEntries(Object.entries(params).map(([name, each]) => [name, { ...each }])));
}

function checkNames(names: readonly string[], pointer: string): void {
  const taken = names.filter(
    (name) => name === 'x' || name === 'step' || isFunctionName(name) || constants.has(name),
  );
  if (taken.length === 0) return;
  throw new InputError(
    taken.map((name) => ({
      pointer: `${pointer}/${name}`,
      message: `"${name}" has a meaning in expressions already`,
    })),
  );
}

/** Throws InputError where defaults of parameters do not fit their own ranges. */
function checkDefaults({ params }: Pick<RegularizerDefinition, 'params'>, pointer: string): void {
  for (const [
    name,
    { default: value, minimum, maximum, exclusiveMinimum, exclusiveMaximum },
  ] of Object.entries(params)) {
    const fits =
      value >= (minimum ?? value) &&
      value <= (maximum ?? value) &&
      !(value <= (exclusiveMinimum ?? Number.NEGATIVE_INFINITY)) &&
      !(value >= (exclusiveMaximum ?? Number.POSITIVE_INFINITY));
    if (!fits) throw inputError(`${pointer}/params/${name}/default`, `${value} is outside its own range`);
  }
}
