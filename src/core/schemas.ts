import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type JsonSchema = { readonly [keyword: string]: unknown };

const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));

/** Every schema of the project, by its `$id` (its path below schemas/). */
export const schemas: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const schema = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as JsonSchema;
      return [String(schema.$id), schema] as const;
    }),
);

/** The schema with this `$id`. Throws a RangeError when there is none. */
export function schema(id: string): JsonSchema {
  const found = schemas.get(id);
  if (!found) throw new RangeError(`no schema "${id}"`);
  return found;
}
