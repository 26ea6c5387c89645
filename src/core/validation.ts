import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { InputError, pointerKey } from './errors.js';
import type { Comparison, FieldError, Spec, Task } from './generated/documents.js';
import { copyJson } from './json.js';
import { builtinPenalties } from './proximal/index.js';
import type { PenaltyTable } from './proximal/penalty.js';
import { checkPath } from './regularizers/path.js';
import { completeRegularizer } from './regularizers/penalty-spec.js';
import { type JsonSchema, schemas } from './schemas.js';
import { didYouMean } from './suggest.js';
import { chooseByTag, insideChoice, type TaggedUnion } from './tagged-union.js';

/** Documents above this many characters are reported with their first error only. */
const allErrorsUpTo = 100_000;

/** What a client posts and the command line reads. */
export type Document =
  | { readonly kind: 'spec'; readonly spec: Spec }
  | { readonly kind: 'comparison'; readonly comparison: Comparison };

/**
 * Checks a spec or a comparison, whose regularizer may be any of the penalties, and fills in the defaults, on a copy.
 * Throws {@link InputError} naming every wrong field.
 */
export function validateDocument(value: unknown, penalties: PenaltyTable = builtinPenalties): Document {
  const isComparison = value !== null && typeof value === 'object' && Object.hasOwn(value, 'compare');
  if (isComparison) {
    const comparison = validate<Comparison>('comparison.json', value);
    const compare = checkedTask(comparison.compare, penalties, '/compare');
    return { kind: 'comparison', comparison: { ...comparison, compare } };
  }
  const spec = validate<Spec>('spec.json', value);
  return { kind: 'spec', spec: checkedTask(spec, penalties, '') };
}

/** The task with a regularizer that is checked and complete. */
function checkedTask<T extends Task>(task: T, penalties: PenaltyTable, pointer: string): T {
  const at = `${pointer}/regularizer`;
  checkPath(task.regularizer, `${at}/weight`);
  return { ...task, regularizer: completeRegularizer(task.regularizer, penalties, validate, at) };
}

/**
 * Checks a value against a schema (or the project's schema with that `$id`) and fills in the defaults, on a copy.
 * `pointer` is where the value stands in its document. Throws {@link InputError}.
 */
export function validate<T>(schema: string | JsonSchema, value: unknown, pointer = ''): T {
  const copy = copyJson(value);
  const check = validators.first(schema);
  if (check(copy)) return copy as T;
  const errors = check.errors ?? [];
  const short = (JSON.stringify(value) ?? '').length <= allErrorsUpTo;
  const all = short ? validators.all(schema) : undefined;
  const found = all && !all(copyJson(value)) ? (all.errors ?? errors) : errors;
  throw new InputError(fieldErrors(found, value, pointer));
}

/** Each is made when it is first asked: a document without errors needs no list of all of them. */
const validators = { first: compiler(false), all: compiler(true) };

function compiler(allErrors: boolean): (schema: string | JsonSchema) => ValidateFunction {
  let check: ReturnType<typeof withSchemas> | undefined;
  return (schema) => {
    check ??= withSchemas(allErrors);
    return check(schema);
  };
}

function withSchemas(allErrors: boolean): (schema: string | JsonSchema) => ValidateFunction {
  const ajv = new Ajv2020({
    allErrors,
    useDefaults: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    strictTuples: false,
    allowUnionTypes: true,
    verbose: true,
  });
  ajv.addKeyword({
    keyword: 'tagged',
    type: 'object',
    errors: 'full',
    compile: (union) => chooseByTag(ajv, union as TaggedUnion),
  });
  // Our own schemas are held against their metaschema by a test: doing it here takes longer than all the rest.
  for (const [id, schema] of schemas) ajv.addSchema(withTags(schema, id) as JsonSchema, id, undefined, false);
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();
  return (schema) => {
    const id =
      typeof schema === 'string' ? schema : schemas.has(String(schema.$id)) ? String(schema.$id) : undefined;
    if (id !== undefined) return ajv.getSchema(id)!;
    const object = schema as JsonSchema;
    let check = compiled.get(object);
    if (!check) {
      check = ajv.compile(object);
      compiled.set(object, check);
    }
    return check;
  };
}

/** Replaces every `oneOf` + `discriminator` by the keyword `tagged`, which validates one branch only. */
function withTags(node: unknown, id: string): unknown {
  if (Array.isArray(node)) return node.map((item) => withTags(item, id));
  if (node === null || typeof node !== 'object') return node;
  const { oneOf, discriminator, ...rest } = node as Record<string, unknown>;
  const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withTags(value, id)]));
  if (discriminator === undefined)
    return oneOf === undefined ? copy : { ...copy, oneOf: withTags(oneOf, id) };
  const { propertyName, mapping, defaultMapping, otherMapping } = discriminator as {
    propertyName: string;
    mapping: Record<string, string>;
    defaultMapping?: string;
    otherMapping?: string;
  };
  const branches = Object.fromEntries(Object.entries(mapping).map(([tag, ref]) => [tag, `${id}${ref}`]));
  const fallback = defaultMapping === undefined ? {} : { fallback: defaultMapping };
  const otherwise = otherMapping === undefined ? {} : { otherwise: `${id}${otherMapping}` };
  return {
    ...copy,
    tagged: { property: propertyName, branches, ...fallback, ...otherwise } satisfies TaggedUnion,
  };
}

function fieldErrors(errors: readonly ErrorObject[], value: unknown, pointer: string): FieldError[] {
  const described = errors
    .filter((error) => !insideChoice(error))
    .map((error) => describe(error, valueAt(value, error.instancePath)))
    .filter((error) => error !== undefined);
  const seen = new Set<string>();
  const unique = described.filter((error) => {
    const key = `${error.pointer} ${error.message}`;
    return !seen.has(key) && seen.add(key);
  });
  return unique.slice(0, 50).map((error) => ({ ...error, pointer: pointer + error.pointer }));
}

/** One of our errors for one of ajv's, or nothing where another error already says it. */
function describe(error: ErrorObject, data: unknown): FieldError | undefined {
  const at = error.instancePath;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params.additionalProperty ?? params.unevaluatedProperty);
      const known = propertyNames(error.parentSchema as JsonSchema);
      // ajv counts a property as unevaluated when its own check failed; that failure is reported by itself.
      if (known.includes(name)) return undefined;
      return {
        pointer: `${at}/${pointerKey(name)}`,
        message: `unknown field${didYouMean(name, known)}`,
        allowed: known,
      };
    }
    case 'required':
      return { pointer: `${at}/${pointerKey(String(params.missingProperty))}`, message: 'is required' };
    case 'enum': {
      const allowed = params.allowedValues as string[];
      return {
        pointer: at,
        message: `${shown(data)} is not one of the allowed values${didYouMean(String(data), allowed.map(String))}`,
        allowed,
      };
    }
    case 'const':
      return {
        pointer: at,
        message: `must be ${JSON.stringify(params.allowedValue)}, not ${shown(data)}`,
        allowed: [params.allowedValue as string],
      };
    case 'type':
      return { pointer: at, message: `must be ${[params.type].flat().join(' or ')}, not ${shown(data)}` };
    case 'oneOf': {
      const branches = error.parentSchema?.oneOf as { required?: string[] }[];
      const choices = branches.flatMap((branch) => branch.required ?? []);
      return {
        pointer: at,
        message: choices.length > 0 ? `give exactly one of ${choices.join(', ')}` : error.message!,
      };
    }
    case 'anyOf':
      return {
        pointer: at,
        message: `${shown(data)} fits none of the allowed forms`,
        allowed: alternatives(error.parentSchema?.anyOf),
      };
    case 'tagged':
      return {
        pointer: at,
        message: error.message!,
        ...(params.allowed ? { allowed: params.allowed as string[] } : {}),
      };
    default:
      return { pointer: at, message: `${error.message}, not ${shown(data)}` };
  }
}

function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of pointer.split('/').slice(1)) {
    value = (value as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}

function alternatives(branches: unknown): string[] {
  return (branches as { enum?: unknown[]; type?: string; items?: { type?: string } }[]).flatMap((branch) =>
    branch.enum
      ? branch.enum.map(String)
      : [branch.type === 'array' ? `array of ${branch.items?.type}` : String(branch.type)],
  );
}

/** Names of all properties an object schema knows, through `allOf` and `$ref`. */
function propertyNames(node: JsonSchema | undefined, home = 'task.json'): string[] {
  if (!node) return [];
  const own = Object.keys((node.properties ?? {}) as object);
  const parts = [...((node.allOf ?? []) as JsonSchema[]), ...(node.$ref ? [node] : [])];
  const inherited = parts.flatMap((part) => {
    if (typeof part.$ref !== 'string') return propertyNames(part, home);
    const [file, path] = part.$ref.split('#');
    for (const id of file ? [...schemas.keys()].filter((known) => known.endsWith(file)) : schemas.keys()) {
      let target: unknown = schemas.get(id);
      for (const key of (path ?? '').split('/').filter(Boolean))
        target = (target as JsonSchema | undefined)?.[key];
      if (target && target !== node) return propertyNames(target as JsonSchema, id);
    }
    return [];
  });
  return [...new Set([...own, ...inherited])];
}

/** A value as an error message shows it: short, and never a wall of numbers. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
