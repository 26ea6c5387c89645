import { builtinRegistry } from '../pipeline/builtins.js';

/** `relucent plugins`: every plugin by kind, as a table or as JSON. */
export function pluginsCommand(options: { readonly json?: boolean }): void {
  const registry = builtinRegistry();
  const kinds = ['trainer', 'conic-solver', 'attack'] as const;
  const plugins = kinds.flatMap((kind) =>
    registry.list(kind).map(({ name, description, references }) => ({ kind, name, description, references })),
  );
  if (options.json) console.log(JSON.stringify(plugins, null, 2));
  else {
    const width = Math.max(...plugins.map(({ name }) => name.length)) + 2;
    for (const { kind, name, description } of plugins) {
      console.log(`${kind.padEnd(14)}${name.padEnd(width)}${description}`);
    }
  }
}
