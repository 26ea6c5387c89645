import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { CpuBackend } from './cpu-backend.js';

/**
 * The gradient of resizing images to the nearest pixel: every entry of dy is added to the pixel it was copied from.
 * The backend's own takes the second and further images of a batch from wrong places.
 */
export const resizeNearestNeighborGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const cpu = backend as unknown as CpuBackend;
  const { images, dy } = inputs as { images: TensorInfo; dy: TensorInfo };
  const { alignCorners } = attrs as { alignCorners?: boolean };
  const [batch, height, width, depth] = images.shape as [number, number, number, number];
  const [, tall, wide] = dy.shape as [number, number, number, number];
  const rows = nearest(height, tall, alignCorners);
  const cols = nearest(width, wide, alignCorners);
  const slopes = cpu.readSync(dy.dataId);
  const gradient = new Float32Array(batch * height * width * depth);
  let at = 0;
  for (let k = 0; k < batch; k++) {
    for (let i = 0; i < tall; i++) {
      for (let j = 0; j < wide; j++) {
        const pixel = ((k * height + rows[i]!) * width + cols[j]!) * depth;
        for (let d = 0; d < depth; d++) gradient[pixel + d]! += slopes[at++]!;
      }
    }
  }
  return cpu.makeTensorInfo(images.shape, 'float32', gradient);
};

/** Which of `from` pixels each of `to` pixels is copied from. */
function nearest(from: number, to: number, alignCorners = false): number[] {
  const corners = alignCorners && to > 1;
  const scale = corners ? (from - 1) / (to - 1) : from / to;
  const round = alignCorners ? Math.round : Math.floor;
  return Array.from({ length: to }, (_, i) => Math.min(from - 1, round(i * scale)));
}
