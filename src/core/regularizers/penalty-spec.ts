import { inputError } from '../errors.js';
import type { PenaltySpec, RegularizerSpec } from '../generated/documents.js';
import { paramsSchemaOf } from '../proximal/from-expression.js';
import { parameters } from '../proximal/parameter.js';
import type { PenaltyTable } from '../proximal/penalty.js';
import { type JsonSchema, schema } from '../schemas.js';
import { didYouMean } from '../suggest.js';

/** The types that the schema of specs knows by itself. */
const ownTypes = Object.keys(
  (schema('task.json') as { $defs: { regularizer: { discriminator: { mapping: object } } } }).$defs
    .regularizer.discriminator.mapping,
);

/** True for a name that no penalty may have, because specs mean something else by it. */
export function isOwnType(name: string): boolean {
  return ownTypes.includes(name);
}

/** True for a regularizer that is a penalty by its name. */
export function isPenaltySpec(spec: RegularizerSpec): spec is PenaltySpec {
  return !isOwnType(spec.type);
}

/** What checks a schema and fills in its defaults, as `validate` does. */
type Validate = (schema: JsonSchema, value: unknown, pointer: string) => PenaltySpec['params'];

/**
 * The spec of a regularizer with the parameters of its penalty checked and filled in. Throws InputError at `pointer`,
 * where the spec stands, when there is no penalty of that name or its parameters do not fit.
 */
export function completeRegularizer(
  spec: RegularizerSpec,
  table: PenaltyTable,
  validate: Validate,
  pointer: string,
): RegularizerSpec {
  if (!isPenaltySpec(spec)) return spec;
  const params = validate(paramsSchema(spec, table, pointer), spec.params, `${pointer}/params`);
  table.get(spec.type)?.check?.(params, `${pointer}/params`);
  return { ...spec, params };
}

function paramsSchema({ type, definition }: PenaltySpec, table: PenaltyTable, pointer: string): JsonSchema {
  if (definition && definition.name !== type) {
    throw inputError(`${pointer}/definition/name`, `must be the type, "${type}", not "${definition.name}"`);
  }
  if (definition) return paramsSchemaOf(definition);
  const penalty = table.get(type);
  if (penalty) return penalty.paramsSchema ?? noParameters;
  const known = [...ownTypes, ...table.keys()];
  throw inputError(
    `${pointer}/type`,
    `${JSON.stringify(type)} is not known${didYouMean(type, known)}`,
    known,
  );
}

const noParameters = parameters({});
