// docs/spec.md is made from schemas/ and committed. `--check` fails when it is not what the schemas give.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'docs/spec.md');
const read = (id) => JSON.parse(readFileSync(join(root, 'schemas', id), 'utf8'));

/** A schema, `$ref` followed, with the file its own references start from. */
function resolve(schema, home) {
  if (!schema.$ref) return { schema, home };
  const [file, path = ''] = schema.$ref.split('#');
  const id = file ? join(dirname(home), file) : home;
  const found = path
    .split('/')
    .filter(Boolean)
    .reduce((node, key) => node[key], read(id));
  const { $ref: _, ...own } = schema;
  return resolve({ ...found, ...own }, id);
}

/** Properties of an object schema and of what it includes by `allOf`. */
function properties(schema, home) {
  const included = (schema.allOf ?? []).flatMap((part) => {
    const inner = resolve(part, home);
    return properties(inner.schema, inner.home);
  });
  const own = Object.entries(schema.properties ?? {}).map(([name, value]) => ({
    name,
    required: (schema.required ?? []).includes(name),
    ...resolve(value, home),
  }));
  return [...own, ...included.filter(({ name }) => !own.some((property) => property.name === name))];
}

function typeOf(schema, home) {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  const choices = schema.anyOf;
  if (choices) return choices.map((choice) => typeOf(resolve(choice, home).schema, home)).join(' or ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type }, home)).join(' or ');
  if (schema.type === 'array' && schema.items) {
    const inner = resolve(schema.items, home);
    return `array of ${typeOf(inner.schema, inner.home)}`;
  }
  return (schema.type ?? 'object') + range(schema);
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const low =
    minimum !== undefined ? `>= ${minimum}` : exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : '';
  const high =
    maximum !== undefined ? `<= ${maximum}` : exclusiveMaximum !== undefined ? `< ${exclusiveMaximum}` : '';
  const text = [low, high].filter(Boolean).join(', ');
  return text ? ` (${text})` : '';
}

function table(rows) {
  if (rows.length === 0) return '';
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const lines = rows.map(({ name, required, schema, home }) => {
    const fallback = required
      ? 'required'
      : schema.default === undefined
        ? ''
        : `\`${JSON.stringify(schema.default)}\``;
    return `| \`${name}\` | ${cell(typeOf(schema, home))} | ${fallback} | ${cell(schema.description ?? '')} |`;
  });
  return ['| field | type | default | |', '|---|---|---|---|', ...lines, ''].join('\n');
}

function section(depth, title, { schema, home }, skip = []) {
  const text = [`${'#'.repeat(depth)} ${title}\n`];
  if (schema.description) text.push(`${schema.description}\n`);
  if (schema.discriminator) {
    const { propertyName, mapping, otherMapping } = schema.discriminator;
    for (const [tag, ref] of Object.entries(mapping)) {
      text.push(section(depth + 1, `\`${propertyName}: ${tag}\``, resolve({ $ref: `${ref}` }, home), skip));
    }
    if (otherMapping) {
      text.push(
        section(depth + 1, `any other \`${propertyName}\``, resolve({ $ref: otherMapping }, home), skip),
      );
    }
  } else {
    text.push(table(properties(schema, home).filter(({ name }) => !skip.includes(name))));
  }
  return text.filter(Boolean).join('\n');
}

const at = (ref) => resolve({ $ref: ref }, '');
const shared = properties(at('data.json#/$defs/preparation').schema, 'data.json').map(({ name }) => name);
const budget = properties(at('attacks/budget.json').schema, 'attacks/budget.json').map(({ name }) => name);
const text = `${[
  '<!-- Generated from schemas/ by `npm run generate`. Do not edit. -->',
  '# Specs and options\n\nA **spec** is one problem and the solver that is to train it. A **comparison** is one problem and several solvers. Unknown fields are errors.\n',
  section(2, 'Spec', at('spec.json')),
  section(2, 'Comparison', at('comparison.json')),
  section(2, 'data', at('data.json'), shared),
  section(3, 'Preparation, beside any source', at('data.json#/$defs/preparation')),
  ...['model', 'loss', 'regularizer'].map((name) => section(2, name, at(`task.json#/$defs/${name}`))),
  section(3, 'params of `group-lasso`', at('task.json#/$defs/groupNorm')),
  section(3, 'definition of a registered penalty', at('regularizer-definition.json')),
  section(4, 'A parameter', at('regularizer-definition.json#/$defs/parameter')),
  section(3, 'params of `kl-sparsity`', at('task.json#/$defs/klSparsity/properties/params')),
  section(3, 'params of `gram-inf-indicator`', at('task.json#/$defs/gramInfIndicator/properties/params')),
  ...['threat', 'evaluate'].map((name) => section(2, name, at(`task.json#/$defs/${name}`))),
  section(3, 'certify', at('task.json#/$defs/certifyLimits')),
  ...['limits', 'solver'].map((name) => section(2, name, at(`task.json#/$defs/${name}`))),
  section(2, 'Options of `convex`', at('solvers/convex.json')),
  section(3, 'patterns', at('solvers/convex.json#/properties/patterns')),
  section(3, 'start', at('solvers/convex.json#/properties/start')),
  section(2, 'Options of `gd-std` and `gd-fgsm`', at('solvers/gradient.json')),
  section(2, 'Options of `gd-pgd`', at('solvers/gradient-pgd.json')),
  ...['sgd', 'momentum', 'adagrad', 'adagrad-decay', 'adadelta', 'adam', 'adamax', 'parseval'].map((name) =>
    section(2, `Options of \`${name}\``, at(`solvers/gradient-${name}.json`)),
  ),
  section(2, 'Options of `dlam`', at('solvers/dlam.json')),
  section(2, 'Options of `admm`', at('solvers/admm.json')),
  section(2, 'Options of `ialam`', at('solvers/ialam.json')),
  section(2, 'Options of `extrapolation`', at('solvers/extrapolation.json')),
  section(2, 'schedule of the gradient methods', at('solvers/gradient.json#/$defs/schedule')),
  section(3, 'As an object', at('solvers/gradient.json#/$defs/scheduleObject')),
  section(2, 'Options of `rvsm`', at('solvers/rvsm.json')),
  section(2, 'Options of `hard-threshold`', at('solvers/hard-threshold.json')),
  section(2, 'Budget of an attack', at('attacks/budget.json')),
  section(3, 'Options of the attack `pgd`', at('attacks/pgd.json'), budget),
  section(3, 'Options of the attacks `fgsm` and `regular`', at('attacks/fgsm.json'), budget),
  section(3, 'Options of the attack `random`', at('attacks/random.json'), budget),
  section(3, 'Options of the attack `pgd-l0`', at('attacks/pgd-l0.json')),
  section(3, 'Options of the attack `pgd-l0-linf`', at('attacks/pgd-l0-linf.json')),
].join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('docs/spec.md does not match schemas/: run `npm run generate` and commit it.');
  process.exit(1);
}
