// schemas/*.json are the source; src/core/generated/*.ts are made from them and committed.
//   documents.ts  documents after validation: a property with a default is always there
//   input.ts      specs as people write them: a property with a default may be left out
// `--check` fails when the committed files are not what the schemas give.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFromFile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const banner = '// Generated from schemas/ by `npm run generate`. Do not edit.';

const validated = mkdtempSync(join(tmpdir(), 'schemas-'));
cpSync(join(root, 'schemas'), validated, { recursive: true });
for (const file of readdirSync(validated, { recursive: true })) {
  const path = join(validated, file);
  if (statSync(path).isFile())
    writeFileSync(path, JSON.stringify(requireDefaults(JSON.parse(readFileSync(path, 'utf8')))));
}

const outputs = {
  'documents.ts': await compileAt(validated, 'index.json'),
  'input.ts': await compileAt(join(root, 'schemas'), 'input.json'),
};
rmSync(validated, { recursive: true });

for (const [name, text] of Object.entries(outputs)) {
  const target = join(root, 'src/core/generated', name);
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (readFileSync(target, 'utf8') !== text) {
    console.error(
      `src/core/generated/${name} does not match schemas/: run \`npm run generate\` and commit it.`,
    );
    process.exit(1);
  }
}

function compileAt(folder, file) {
  return compileFromFile(join(folder, file), {
    cwd: folder,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    bannerComment: banner,
    style: { singleQuote: true, printWidth: 110 },
  });
}

function requireDefaults(node) {
  if (Array.isArray(node)) return node.map(requireDefaults);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, requireDefaults(value)]));
  const properties = node.properties;
  if (properties && typeof properties === 'object') {
    const filled = Object.keys(properties).filter(
      (key) => properties[key] && Object.hasOwn(properties[key], 'default'),
    );
    copy.required = [...new Set([...(node.required ?? []), ...filled])];
  }
  return copy;
}
