import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { floats, size } from '../heap.js';
import { call, type KernelContext, type KernelFamily, kernel } from './context.js';

type Inputs = { x: TensorInfo };
type Attributes = { axis: number | number[]; keepDims?: boolean };

/**
 * Sum and Mean with float64 running sums. The backend's own are float32 throughout: its sum of 1e7 times 0.1 is
 * 1 087 937.
 */
export const sums: KernelFamily = (context) => {
  const reduction = (name: 'Sum' | 'Mean'): KernelFunc => {
    const stock = context.stock(name);
    return kernel<Inputs, Attributes>((inputs, attrs) => {
      if (inputs.x.dtype !== 'float32') return call(context, stock, inputs, attrs);
      return reduce(context, inputs.x, attrs, name === 'Mean');
    });
  };
  return { Sum: reduction('Sum'), Mean: reduction('Mean') };
};

function reduce(context: KernelContext, x: TensorInfo, { axis, keepDims }: Attributes, mean: boolean) {
  const { tf, backend } = context;
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const [shape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
  const kept = keepDims ? tf.backend_util.expandShapeToKeepDim(shape, axes) : shape;
  const block = asBlock(x.shape, axes);
  const source = block ? x : innermost(context, x, axes);
  const result = backend.makeOutput(kept, 'float32');
  const [from, to] = [floats(backend, source), floats(backend, result)];
  const { terms, inner } = block ?? { terms: size(x) / size(result), inner: 1 };
  if (inner === 1) sumRows(from, to, terms);
  else sumColumns(from, to, terms, inner);
  if (mean) for (let i = 0; i < to.length; i++) to[i]! /= terms;
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

/** to[r] = sum of from[r * terms + k] over k < terms, in four running sums. */
function sumRows(from: Float32Array, to: Float32Array, terms: number): void {
  const quads = terms - (terms % 4);
  for (let r = 0, at = 0; r < to.length; r++) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (const end = at + quads; at < end; at += 4) {
      a += from[at]!;
      b += from[at + 1]!;
      c += from[at + 2]!;
      d += from[at + 3]!;
    }
    for (let k = quads; k < terms; k++) a += from[at++]!;
    to[r] = a + b + (c + d);
  }
}

/** to[r * inner + i] = sum of from[(r * terms + k) * inner + i] over k < terms. */
function sumColumns(from: Float32Array, to: Float32Array, terms: number, inner: number): void {
  const running = new Float64Array(inner);
  for (let r = 0, at = 0; r < to.length; r += inner) {
    running.fill(0);
    for (let k = 0; k < terms; k++) for (let i = 0; i < inner; i++) running[i]! += from[at++]!;
    to.set(running, r);
  }
}
