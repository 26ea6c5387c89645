import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { type Address, addressOf, floats, memoryOf, size } from '../heap.js';
import { compileSums, type SumFunctions } from '../simd/sums.js';
import { call, type KernelContext, type KernelFamily, kernel } from './context.js';

const bytes = 4;
type Inputs = { x: TensorInfo };
type Attributes = { axis: number | number[]; keepDims?: boolean };

/**
 * Sum and Mean with float64 running sums. The backend's own are float32 throughout: its sum of 1e7 times 0.1 is
 * 1 087 937.
 */
export const sums: KernelFamily = (context) => {
  const functions = compileSums(memoryOf(context.backend));
  const reduction = (name: 'Sum' | 'Mean'): KernelFunc => {
    const stock = context.stock(name);
    return kernel<Inputs, Attributes>((inputs, attrs) => {
      if (inputs.x.dtype !== 'float32') return call(context, stock, inputs, attrs);
      return reduce(context, functions, inputs.x, attrs, name === 'Mean');
    });
  };
  return { Sum: reduction('Sum'), Mean: reduction('Mean') };
};

function reduce(
  context: KernelContext,
  functions: SumFunctions,
  x: TensorInfo,
  { axis, keepDims }: Attributes,
  mean: boolean,
): TensorInfo {
  const { tf, backend } = context;
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const [shape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
  const kept = keepDims ? tf.backend_util.expandShapeToKeepDim(shape, axes) : shape;
  const block = asBlock(x.shape, axes);
  const source = block ? x : innermost(context, x, axes);
  const result = backend.makeOutput(kept, 'float32');
  const [from, to] = [addressOf(backend, source), addressOf(backend, result)];
  const { terms, inner } = block ?? { terms: size(x) / size(result), inner: 1 };
  if (inner === 1) functions.sumRows(from, to, size(result), Math.floor(terms / 4), terms % 4);
  else sumColumns(functions, from, to, { blocks: size(result) / inner, terms, inner });
  if (mean) {
    const means = floats(backend, result);
    for (let i = 0; i < means.length; i++) means[i]! /= terms;
  }
  if (source !== x) backend.disposeData(source.dataId);
  return result;
}

/** The summed axes as one axis with `inner` entries to each of its `terms`, or undefined where they do not adjoin. */
function asBlock(shape: readonly number[], axes: readonly number[]) {
  const summed = axes.filter((axis) => shape[axis] !== 1);
  const first = Math.min(...summed);
  const last = Math.max(...summed);
  const product = (from: number, to: number) => shape.slice(from, to).reduce((a, b) => a * b, 1);
  if (summed.length === 0) return { terms: 1, inner: 1 };
  const between = shape.slice(first, last + 1).filter((extent) => extent !== 1).length;
  if (between !== summed.length) return undefined;
  return { terms: product(first, last + 1), inner: product(last + 1, shape.length) };
}

/** x with the summed axes moved to the end. */
function innermost(context: KernelContext, x: TensorInfo, axes: readonly number[]): TensorInfo {
  const all = x.shape.map((_, axis) => axis);
  const perm = [...all.filter((axis) => !axes.includes(axis)), ...axes];
  return call(context, context.stock('Transpose'), { x }, { perm });
}

/** to[r * inner + i] = sum of from[(r * terms + k) * inner + i] over k < terms, by the widest columns that are left. */
function sumColumns(
  functions: SumFunctions,
  from: Address,
  to: Address,
  { blocks, terms, inner }: { readonly blocks: number; readonly terms: number; readonly inner: number },
): void {
  const stride = bytes * inner;
  for (let r = 0; r < blocks; r++) {
    const [start, end] = [from + r * terms * stride, to + r * stride];
    let i = 0;
    for (; i + 16 <= inner; i += 16)
      functions.sum16columns(start + bytes * i, end + bytes * i, terms, stride);
    for (; i + 4 <= inner; i += 4) functions.sum4columns(start + bytes * i, end + bytes * i, terms, stride);
    for (; i < inner; i++) functions.sum1column(start + bytes * i, end + bytes * i, terms, stride);
  }
}
