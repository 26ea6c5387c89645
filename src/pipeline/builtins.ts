import { createRegistry, type Registry } from '../plugins/registry.js';

/** A registry with every plugin that comes with Relucent. */
export function builtinRegistry(): Registry {
  return createRegistry([]);
}
