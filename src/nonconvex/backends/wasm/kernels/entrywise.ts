import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, floatsAt, memoryOf, size, type WasmBackend } from '../heap.js';
import { compileElementwise, type OperationName, operations, step } from '../simd/elementwise.js';

/** Operands are tensors as large as the result, or numbers that stand for all entries. */
export type Entrywise = (
  name: OperationName,
  shape: number[],
  operands: readonly (TensorInfo | number)[],
) => TensorInfo;

/** The operations of simd/elementwise on tensors. */
export function entrywise(backend: WasmBackend): Entrywise {
  const functions = compileElementwise(memoryOf(backend));
  const most = Math.max(...Object.values(operations).map(({ operands }) => operands.length));
  // Kept as long as the backend: room for four copies of each operand that is a number.
  const copies = backend.wasm._malloc(16 * most) >>> 0;
  return (name, shape, operands) => {
    const { operands: entries, result: entry } = operations[name];
    const result = backend.makeOutput(shape, entry);
    const locations = operands.flatMap((operand, k) => {
      if (typeof operand !== 'number') return [addressOf(backend, operand), step(entries[k]!)];
      floatsAt(backend, copies + 16 * k, 4).fill(operand);
      return [copies + 16 * k, 0];
    });
    functions[name](size(result), addressOf(backend, result), ...locations);
    return result;
  };
}
