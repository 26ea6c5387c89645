import { createHash } from 'node:crypto';

/** SHA-256 of a JSON value with its keys sorted, as hexadecimal: equal values have equal hashes. */
export function jsonSha256(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  // Data rows are long and hold no keys to sort.
  if (Array.isArray(value)) return value.some(isObject) ? `[${value.map(canonical)}]` : JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)}}`;
}

/**
 * A copy of a JSON value whose objects may be changed without changing the original's. Arrays of plain values, which
 * is where the bulk of a document lies, are shared.
 */
export function copyJson<T>(value: T): T {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return (value.some(isObject) ? value.map(copyJson) : value) as T;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, copyJson(field)])) as T;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}

/** No document nests deeper than 10; recursive readers of JSON fail at some thousands. */
const deepestNesting = 64;
/** No object of a document has more than 20; objects of millions of fields take a minute to look at. */
const mostFields = 20_000;

/** What {@link hasDocumentShape} asks for, in words. */
export const documentShape = `arrays and objects may stand in each other ${deepestNesting} levels deep at most, and an object may have ${mostFields} fields at most`;

/** False for a JSON value that no document can be: one nested too deeply, or with too many fields in one object. */
export function hasDocumentShape(value: unknown, levels = deepestNesting): boolean {
  if (!isObject(value)) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => hasDocumentShape(item, levels - 1));
  const keys = Object.keys(value);
  const fields = value as Record<string, unknown>;
  return keys.length <= mostFields && keys.every((key) => hasDocumentShape(fields[key], levels - 1));
}
