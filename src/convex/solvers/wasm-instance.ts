/**
 * A WebAssembly instance that is loaded at first use and kept until it is discarded: after a trap (out of memory, an
 * assertion) its memory is in an unknown state, and the next use must get a fresh one.
 */
export interface WasmInstance<T> {
  get(): Promise<T>;
  discard(): void;
}

export function wasmInstance<T>(load: () => Promise<T>): WasmInstance<T> {
  let instance: Promise<T> | undefined;
  return {
    get() {
      instance ??= load();
      return instance;
    },
    discard() {
      instance = undefined;
    },
  };
}
