import { inputError } from '../core/errors.js';
import { didYouMean } from '../core/suggest.js';
import type { Attack } from './attack.js';
import type { ConicSolver } from './conic-solver.js';
import type { RegularizerPlugin } from './regularizer.js';
import type { Trainer } from './trainer.js';

export type Plugin = Trainer | Attack | ConicSolver | RegularizerPlugin;
type Kind = Plugin['kind'];
type Of<K extends Kind> = Extract<Plugin, { kind: K }>;

/** All plugins of one process, by kind and name. */
export interface Registry {
  /** Throws a RangeError when the name is taken or the manifest is not of this API version. */
  register(plugin: Plugin): void;
  /** True where there was one of that name, which is there no more. */
  remove(kind: Kind, name: string): boolean;
  list<K extends Kind>(kind: K): readonly Of<K>[];
  /** Throws an InputError at `pointer`, with the nearest known name, when there is none of that name. */
  get<K extends Kind>(kind: K, name: string, pointer: string): Of<K>;
}

export function createRegistry(plugins: Iterable<Plugin> = []): Registry {
  const byKind = new Map<Kind, Map<string, Plugin>>();
  const ofKind = (kind: Kind) => byKind.get(kind) ?? new Map<string, Plugin>();

  const registry: Registry = {
    register(plugin) {
      if (plugin.apiVersion !== 1) throw new RangeError(`plugin "${plugin.name}": apiVersion must be 1`);
      if (!/^[a-z][a-z0-9-]*$/.test(plugin.name)) {
        throw new RangeError(`plugin "${plugin.name}": a name is lower-case letters, digits and dashes`);
      }
      const known = ofKind(plugin.kind);
      if (known.has(plugin.name)) throw new RangeError(`there is already a ${plugin.kind} "${plugin.name}"`);
      byKind.set(plugin.kind, known.set(plugin.name, plugin));
    },
    remove: (kind, name) => ofKind(kind).delete(name),
    list<K extends Kind>(kind: K) {
      return [...ofKind(kind).values()] as Of<K>[];
    },
    get<K extends Kind>(kind: K, name: string, pointer: string) {
      const known = ofKind(kind);
      const found = known.get(name);
      if (!found) {
        const names = [...known.keys()];
        throw inputError(pointer, `no ${kind} "${name}"${didYouMean(name, names)}`, names);
      }
      return found as Of<K>;
    },
  };
  for (const plugin of plugins) registry.register(plugin);
  return registry;
}
