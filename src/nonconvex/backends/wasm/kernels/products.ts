import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, floats } from '../heap.js';
import { call, type KernelContext, type KernelFamily, kernel } from './context.js';

interface Attributes {
  transposeA: boolean;
  transposeB: boolean;
}
interface FusedAttributes extends Attributes {
  activation?: string | null;
  leakyreluAlpha?: number;
}
interface FusedInputs {
  a: TensorInfo;
  b: TensorInfo;
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}

const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/**
 * Matrix products by {@link KernelContext.sgemm}. The backend's own reads a transposed operand entry by entry, at a
 * tenth of its speed, and every gradient of a product has one.
 */
export const products: KernelFamily = (context) => ({
  BatchMatMul: kernel<{ a: TensorInfo; b: TensorInfo }, Attributes>(({ a, b }, attrs) =>
    product(context, a, b, attrs),
  ),

  _FusedMatMul: kernel<FusedInputs, FusedAttributes>(({ a, b, bias, preluActivationWeights }, attrs) => {
    const sums = product(context, a, b, attrs, bias);
    if (!attrs.activation || attrs.activation === 'linear') return sums;
    const name = activationKernels[attrs.activation];
    if (!name) throw new Error(`the tensor backend "wasm" has no fused activation ${attrs.activation}`);
    const inputs = { x: sums, ...(preluActivationWeights ? { alpha: preluActivationWeights } : {}) };
    const activated = call(context, context.stock(name), inputs, { alpha: attrs.leakyreluAlpha ?? 0.2 });
    context.backend.disposeData(sums.dataId);
    return activated;
  }),
});

/** op(a) op(b) + bias for matrices in the last two axes; the axes before them are a batch, which may be broadcast. */
function product(
  { tf, backend, sgemm }: KernelContext,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Attributes,
  bias?: TensorInfo,
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
  if (bias) fillRows(floats(backend, result), floats(backend, bias));
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
      accumulate: bias !== undefined,
    });
  }
  return result;
}

/** Rows and columns of op(x). */
function lastTwo({ shape }: TensorInfo, transpose: boolean): [number, number] {
  const [rows, cols] = shape.slice(-2) as [number, number];
  return transpose ? [cols, rows] : [rows, cols];
}

function fillRows(target: Float32Array, row: Float32Array): void {
  for (let at = 0; at < target.length; at += row.length) target.set(row, at);
}
