import type { Ajv, ErrorObject } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';
import { didYouMean } from './suggest.js';

/**
 * A choice of schemas by the value of one property. `branches` maps each allowed value to a schema reference; the
 * `fallback`, where there is one, is the value that counts when the property is absent.
 */
export interface TaggedUnion {
  readonly property: string;
  readonly branches: Readonly<Record<string, string>>;
  readonly fallback?: string;
  /** The branch of all other values, where there may be others. */
  readonly otherwise?: string;
}

/**
 * Validator of a tagged union: looks at the tag and validates that branch alone, so that errors speak of the
 * branch the user meant and its defaults are filled in (both impossible under a plain `oneOf`).
 */
export function chooseByTag(ajv: Ajv, union: TaggedUnion): DataValidateFunction {
  const allowed = Object.keys(union.branches);
  const validateTag: DataValidateFunction = (data: Record<string, unknown>, context) => {
    const at = context?.instancePath ?? '';
    const tag = Object.hasOwn(data, union.property) ? data[union.property] : union.fallback;
    const branchOf = (name: string) =>
      Object.hasOwn(union.branches, name) ? union.branches[name] : union.otherwise;
    if (typeof tag !== 'string' || branchOf(tag) === undefined) {
      const message =
        tag === undefined
          ? 'is required'
          : `${JSON.stringify(tag)} is not known${didYouMean(String(tag), allowed)}`;
      validateTag.errors = [
        {
          keyword: 'tagged',
          instancePath: `${at}/${union.property}`,
          message,
          params: { allowed },
          schemaPath: '',
        },
      ];
      return false;
    }
    const branch = ajv.getSchema(branchOf(tag)!)!;
    if (branch(data, context)) return true;
    // ajv overwrites schemaPath on the way out, so what depends on it is decided here.
    validateTag.errors = (branch.errors ?? [])
      .filter((error) => !insideChoice(error))
      .map((error) => ({ ...error }));
    return false;
  };
  return validateTag;
}

/** True for an error of one alternative of an `anyOf` or `oneOf`: only the choice itself is worth reporting. */
export function insideChoice(error: ErrorObject): boolean {
  return /\/(oneOf|anyOf)\/\d+\//.test(error.schemaPath);
}
