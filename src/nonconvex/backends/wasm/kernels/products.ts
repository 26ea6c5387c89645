import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf } from '../heap.js';
import { type KernelContext, type KernelFamily, kernel } from './context.js';
import { type FusedAttributes, type FusedInputs, finish } from './fused.js';

interface Operands {
  a: TensorInfo;
  b: TensorInfo;
}
interface Attributes {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * Matrix products by {@link KernelContext.sgemm}. The backend's own reads a transposed operand entry by entry, at a
 * tenth of its speed, and every gradient of a product has one.
 */
export const products: KernelFamily = (context) => ({
  BatchMatMul: kernel<Operands, Attributes>(({ a, b }, attrs) => product(context, a, b, attrs)),

  _FusedMatMul: kernel<Operands & FusedInputs, Attributes & FusedAttributes>((inputs, attrs) =>
    finish(context, product(context, inputs.a, inputs.b, attrs), inputs, attrs),
  ),
});

/** op(a) op(b) for matrices in the last two axes; the axes before them are a batch, which may be broadcast. */
function product(
  { tf, backend, sgemm }: KernelContext,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Attributes,
): TensorInfo {
  if (a.dtype !== 'float32' || b.dtype !== 'float32')
    throw new Error(`the tensor backend "wasm" multiplies float32 matrices, not ${a.dtype} by ${b.dtype}`);
  const [aRows, aCols] = lastTwo(a, transposeA);
  const [bRows, bCols] = lastTwo(b, transposeB);
  if (aCols !== bRows)
    throw new Error(
      `matMul: inner shapes ${aCols} and ${bRows} of shapes ${a.shape} and ${b.shape} must match`,
    );
  const [aBatch, bBatch] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch!, bBatch!);
  const result = backend.makeOutput([...batch, aRows, bCols], 'float32');
  const [aCount, bCount, count] = [aBatch!, bBatch!, batch].map(tf.util.sizeFromShape);
  for (let i = 0; i < count!; i++) {
    sgemm({
      rows: aRows,
      inner: aCols,
      cols: bCols,
      a: addressOf(backend, a) + 4 * (i % aCount!) * aRows * aCols,
      transposeA,
      b: addressOf(backend, b) + 4 * (i % bCount!) * bRows * bCols,
      transposeB,
      c: addressOf(backend, result) + 4 * i * aRows * bCols,
      accumulate: false,
    });
  }
  return result;
}

/** Rows and columns of op(x). */
function lastTwo({ shape }: TensorInfo, transpose: boolean): [number, number] {
  const [rows, cols] = shape.slice(-2) as [number, number];
  return transpose ? [cols, rows] : [rows, cols];
}
