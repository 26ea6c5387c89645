import type { JsonSchema } from '../core/schemas.js';
import { schema } from '../core/schemas.js';
import type { Plugin, Registry } from './registry.js';
import { type RegularizerTraits, traitsOf } from './regularizer.js';

/** What a spec can name, in words. */
export interface CatalogueEntry {
  readonly name: string;
  readonly kind: Plugin['kind'];
  readonly description: string;
  readonly optionsSchema: JsonSchema;
  readonly references: readonly string[];
  /** Of penalties by a name. */
  readonly traits?: RegularizerTraits;
}

const kinds = ['trainer', 'conic-solver', 'attack', 'regularizer'] as const;

/** Everything that specs can name, kind by kind; the regularizers that are no penalties by a name first among theirs. */
export function catalogue(registry: Registry): readonly CatalogueEntry[] {
  return kinds.flatMap((kind) => [
    ...(kind === 'regularizer' ? specRegularizers : []),
    ...registry.list(kind).map(entryOf),
  ]);
}

function entryOf(plugin: Plugin): CatalogueEntry {
  const { kind, name, description, optionsSchema, references } = plugin;
  const traits = plugin.kind === 'regularizer' ? { traits: traitsOf(plugin) } : {};
  return { name, kind, description, optionsSchema, references, ...traits };
}

interface RegularizerBranch {
  readonly description: string;
  readonly properties: { readonly params?: JsonSchema };
}

/** The regularizers that the schema of specs describes by itself: of neurons, columns, codes and Gram matrices. */
export const specRegularizers: readonly CatalogueEntry[] = branches().map(([name, branch]) => ({
  name,
  kind: 'regularizer',
  description: branch.description,
  optionsSchema: branch.properties.params ?? { type: 'object', properties: {}, additionalProperties: false },
  references: [],
}));

function branches(): [string, RegularizerBranch][] {
  const { $defs } = schema('task.json') as unknown as {
    $defs: Record<string, RegularizerBranch> & {
      regularizer: { discriminator: { mapping: Record<string, string> } };
    };
  };
  return Object.entries($defs.regularizer.discriminator.mapping).map(([name, pointer]) => [
    name,
    $defs[pointer.slice('#/$defs/'.length)]!,
  ]);
}
