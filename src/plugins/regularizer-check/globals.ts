/** Objects that everything in a process shares. */
const shared: Readonly<Record<string, object>> = {
  globalThis,
  'Object.prototype': Object.prototype,
  'Function.prototype': Function.prototype,
  'Array.prototype': Array.prototype,
  'Number.prototype': Number.prototype,
  'String.prototype': String.prototype,
  'Float64Array.prototype': Float64Array.prototype,
  'the prototype of typed arrays': Object.getPrototypeOf(Float64Array.prototype) as object,
  Math,
  JSON,
  Number,
  Object,
  Array,
};

/** Stands for an accessor of globalThis: Node replaces its own by what they give when they are first asked. */
const accessor = Symbol('accessor');

/** Notes what the shared objects hold; the function it returns names what has been added, changed or taken away since. */
export function watchGlobals(): () => string | undefined {
  const before = Object.entries(shared).map(([name, object]) => ({ name, object, held: contents(object) }));
  return () => {
    for (const { name, object, held } of before) {
      const now = contents(object);
      const keys = new Set([...held.keys(), ...now.keys()]);
      for (const key of keys) {
        if (held.get(key) === accessor) continue;
        if (!now.has(key)) return `it takes ${String(key)} from ${name}`;
        if (!held.has(key)) return `it adds ${String(key)} to ${name}`;
        if (!Object.is(now.get(key), held.get(key))) return `it changes ${String(key)} of ${name}`;
      }
    }
    return undefined;
  };
}

/** Symbols that Node's own HTTP client puts on globalThis when some part of Node first needs it. */
function isOfNode(key: string | symbol): boolean {
  return typeof key === 'symbol' && Symbol.keyFor(key)?.startsWith('undici.') === true;
}

/** Values and accessors by their keys. Getters are not called: some do work when they are. */
function contents(object: object): Map<string | symbol, unknown> {
  const held = new Map<string | symbol, unknown>();
  for (const key of Reflect.ownKeys(object)) {
    if (isOfNode(key)) continue;
    const { value, get } = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    held.set(key, get ? (object === globalThis ? accessor : get) : value);
  }
  return held;
}
