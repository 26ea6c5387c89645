/** What is used of a WebAssembly.Memory. Its buffer is another one after it has grown. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** The part of WebAssembly that every JavaScript engine here has; the compiler's library for Node leaves it out. */
interface Engine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: object };
}

const { Module, Instance } = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

/** The functions a module of {@link encodeModule} exports, over that memory. */
export function instantiate<Functions>(bytes: Uint8Array, memory: Memory): Functions {
  return new Instance(new Module(bytes), { heap: { memory } }).exports as Functions;
}
