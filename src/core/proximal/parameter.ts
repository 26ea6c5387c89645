import type { JsonSchema } from '../schemas.js';

/** The schema of an object with these parameters and no others. */
export function parameters(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}

/** The schema of a number > 0. */
export function positive(fallback: number, description: string): JsonSchema {
  return { type: 'number', exclusiveMinimum: 0, default: fallback, description };
}

/** The schema of a share, in [0, 1]. */
export function share(fallback: number, description: string): JsonSchema {
  return { type: 'number', minimum: 0, maximum: 1, default: fallback, description };
}
