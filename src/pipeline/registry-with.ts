import type { Registry } from '../plugins/registry.js';
import { type RegularizerPlugin, regularizerFromFile } from '../plugins/regularizer.js';
import { RegularizerRefused } from '../plugins/regularizer-check/report.js';
import { builtinRegistry } from './builtins.js';

/** What comes with Relucent and the regularizers of files, each checked. Throws InputError and RegularizerRefused. */
export async function registryWith(files: readonly string[]): Promise<Registry> {
  const registry = builtinRegistry();
  for (const file of files) registry.register(await regularizerOf(file));
  return registry;
}

async function regularizerOf(file: string): Promise<RegularizerPlugin> {
  try {
    return await regularizerFromFile(file);
  } catch (error) {
    if (!(error instanceof RegularizerRefused)) throw error;
    throw new RegularizerRefused(error.code, `${file}: ${error.message}`, error.counterexample);
  }
}
