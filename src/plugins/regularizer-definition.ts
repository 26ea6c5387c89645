import { InputError, inputError } from '../core/errors.js';
import type { RegularizerDefinition } from '../core/generated/documents.js';
import { type ExpressionDefinition, penaltyFromExpression } from '../core/proximal/from-expression.js';
import type { AnyPenalty } from '../core/proximal/penalty.js';
import { isOwnType } from '../core/regularizers/penalty-spec.js';
import { validate } from '../core/validation.js';

/** A definition that somebody sent, checked but for what its penalty does. Throws InputError. */
export function readDefinition(value: unknown, pointer = ''): RegularizerDefinition {
  const definition = validate<RegularizerDefinition>('regularizer-definition.json', value, pointer);
  const { name, value: expression, module, gradient, prox, degree } = definition;
  if (isOwnType(name)) {
    throw inputError(`${pointer}/name`, `"${name}" is a type of regularizer already`);
  }
  if ((expression === undefined) === (module === undefined)) {
    throw inputError(pointer, 'give exactly one of value, module');
  }
  if (module !== undefined && (gradient !== undefined || degree !== undefined || prox !== 'numeric')) {
    throw inputError(`${pointer}/module`, 'exports prox, gradient and degree itself: leave them out');
  }
  return definition;
}

/** The penalty of a definition that has been read. Throws InputError at the fields of its expressions. */
export async function penaltyOfDefinition(definition: RegularizerDefinition): Promise<AnyPenalty> {
  if (isExpression(definition)) return penaltyFromExpression(definition);
  const { sandboxedPenalty } = await import('./sandbox.js');
  return sandboxedPenalty(definition);
}

function isExpression(definition: RegularizerDefinition): definition is ExpressionDefinition {
  return definition.value !== undefined;
}

/** Errors of a definition that stands at `pointer` in a document. */
export async function below<T>(pointer: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.errors.map((one) => ({ ...one, pointer: pointer + one.pointer })));
  }
}
