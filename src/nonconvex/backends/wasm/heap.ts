import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import type { Memory } from '../../../core/wasm/instantiate.js';

/** What the kernels here use of tfjs's wasm backend. */
export interface WasmBackend extends KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: Memory; malloc(bytes: number): number };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  getMemoryOffset(dataId: object): number;
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
}

/** A matrix on the heap, row-major float32, by the address of its first entry in bytes. */
export type Address = number;

export function memoryOf(backend: WasmBackend): Memory {
  return backend.wasm.asm.memory;
}

export function addressOf(backend: WasmBackend, tensor: TensorInfo): Address {
  return backend.getMemoryOffset(tensor.dataId);
}

/**
 * The entries of a tensor as a view. Every allocation may move the heap and so empty all views that were taken before
 * it: allocate first, then look.
 */
export function floats(backend: WasmBackend, tensor: TensorInfo): Float32Array {
  return floatsAt(backend, addressOf(backend, tensor), size(tensor));
}

/** Indices and other int32 entries of a tensor as a view; see {@link floats}. */
export function integers(backend: WasmBackend, tensor: TensorInfo): Int32Array {
  return new Int32Array(memoryOf(backend).buffer, addressOf(backend, tensor), size(tensor));
}

export function floatsAt(backend: WasmBackend, address: Address, length: number): Float32Array {
  return new Float32Array(memoryOf(backend).buffer, address, length);
}

export function size({ shape }: TensorInfo): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * Lets the heap, which ends at 4 GB, say when it is full. Its own answer is the address 0, and what is written there
 * overwrites whatever lies at the start of the heap.
 */
export function refuseBeyondHeap({ wasm }: WasmBackend): void {
  wasm._malloc = (bytes) => {
    const address = wasm.asm.malloc(bytes);
    if (address === 0 && bytes > 0)
      throw new Error(`no ${bytes} bytes left on the heap of the tensor backend "wasm"`);
    return address;
  };
}

/** Calls `use` with a block of memory on the heap that holds whatever it holds, and frees it afterwards. */
export function withScratch<Result>(
  backend: WasmBackend,
  bytes: number,
  use: (address: Address) => Result,
): Result {
  // Addresses above 2 GiB come back as negative numbers.
  const address = backend.wasm._malloc(Math.max(16, bytes)) >>> 0;
  try {
    return use(address);
  } finally {
    backend.wasm._free(address);
  }
}
