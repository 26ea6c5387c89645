import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, floats, integers, memoryOf, size } from '../heap.js';
import { type KernelContext, type KernelFamily, kernel } from './context.js';

const bytesOf: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };

/** Rows taken by index, which the backend copies entry by entry (30 ns each), and the gradient, which it lacks. */
export const gather: KernelFamily = (context) => ({
  GatherV2: kernel<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims: number }>(
    ({ x, indices }, { axis, batchDims }) => gatherSlices(context, x, indices, axis, batchDims),
  ),

  // result[s] = sum of x[i] over all i with segmentIds[i] = s; other identifiers are left out.
  UnsortedSegmentSum: kernel<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }>(
    ({ x, segmentIds }, { numSegments }) => {
      const { backend } = context;
      if (x.dtype !== 'float32' || segmentIds.shape.length !== 1)
        throw new Error(
          'unsortedSegmentSum needs float32 values and a vector of segments on the backend "wasm"',
        );
      const result = backend.makeOutput([numSegments, ...x.shape.slice(1)], 'float32');
      const [values, segments] = [floats(backend, x), integers(backend, segmentIds)];
      const width = size(x) / Math.max(1, segments.length);
      const totals = new Float64Array(size(result));
      segments.forEach((segment, i) => {
        if (segment < 0 || segment >= numSegments) return;
        for (let k = 0; k < width; k++) totals[segment * width + k]! += values[i * width + k]!;
      });
      floats(backend, result).set(totals);
      return result;
    },
  ),
});

function gatherSlices(
  { tf, backend }: KernelContext,
  x: TensorInfo,
  indices: TensorInfo,
  axis: number,
  batchDims: number,
): TensorInfo {
  const bytes = bytesOf[x.dtype];
  if (bytes === undefined) throw new Error(`the tensor backend "wasm" does not gather ${x.dtype} entries`);
  const [positive] = tf.util.parseAxisParam(axis, x.shape) as [number];
  // Only the shapes of the two are looked at.
  const { batchSize, dimSize, outerSize, sliceSize, outputShape } =
    tf.backend_util.segment_util.collectGatherOpShapeInfo(
      x as Tensor,
      indices as Tensor,
      positive,
      batchDims ?? 0,
    );
  const result = backend.makeOutput(outputShape, x.dtype);
  const chosen = integers(backend, indices);
  const heap = new Uint8Array(memoryOf(backend).buffer);
  const [from, length] = [addressOf(backend, x), bytes * sliceSize];
  const perBatch = chosen.length / batchSize;
  let to = addressOf(backend, result);
  for (let batch = 0; batch < batchSize; batch++) {
    for (let outer = 0; outer < outerSize; outer++) {
      for (let i = batch * perBatch; i < (batch + 1) * perBatch; i++, to += length) {
        const index = chosen[i]!;
        if (index < 0 || index >= dimSize)
          throw new Error(`gather: index ${index} is not in 0 to ${dimSize - 1}`);
        const source = from + ((batch * outerSize + outer) * dimSize + index) * length;
        heap.copyWithin(to, source, source + length);
      }
    }
  }
  return result;
}
