import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = [
  ...['spec.json', 'comparison.json', 'data.json', 'task.json'],
  ...['solvers', 'attacks'].flatMap((folder) =>
    readdirSync(`${root}schemas/${folder}`).map((file) => `${folder}/${file}`),
  ),
];

/** Names of the fields that a schema describes, wherever they stand in it. */
function fieldsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'properties' in node ? Object.keys(node.properties as object) : [];
  return [...own, ...Object.values(node).flatMap(fieldsOf)];
}

it.each(files)('the reference names every field of %s', (file) => {
  const page = readFileSync(`${root}docs/spec.md`, 'utf8');
  const fields = fieldsOf(JSON.parse(readFileSync(`${root}schemas/${file}`, 'utf8')));
  expect(fields.filter((field) => !page.includes(`| \`${field}\` |`))).toEqual([]);
});
