import { builtinRegistry } from '../pipeline/builtins.js';
import type { Registry } from '../plugins/registry.js';
import {
  type RegularizerPlugin,
  regularizerFromDefinition,
  regularizerFromFile,
} from '../plugins/regularizer.js';
import { readDefinition } from '../plugins/regularizer-definition.js';
import { readJson } from './read-document.js';

/** What comes with Relucent and the regularizers of files, each checked. Throws InputError and RegularizerRefused. */
export async function registryWith(files: readonly string[]): Promise<Registry> {
  const registry = builtinRegistry();
  for (const file of files) registry.register(await regularizerOf(file));
  return registry;
}

/** The regularizer of a module (.mjs, .js) or of a definition (.json). */
export async function regularizerOf(file: string): Promise<RegularizerPlugin> {
  return file.endsWith('.json')
    ? regularizerFromDefinition(readDefinition(readJson(file)))
    : regularizerFromFile(file);
}
