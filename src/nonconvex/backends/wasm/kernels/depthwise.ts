import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  type Address,
  addressOf,
  floats,
  floatsAt,
  memoryOf,
  size,
  type WasmBackend,
  withScratch,
} from '../heap.js';
import { compileWindows } from '../simd/windows.js';
import { call, type KernelFamily, kernel } from './context.js';
import {
  type ConvolutionAttributes,
  copyImage,
  type Frame,
  frameOf,
  isDilated,
  paddedBytes,
} from './frame.js';
import { type FusedAttributes, type FusedInputs, finish } from './fused.js';

type Shape4D = [number, number, number, number];
interface Attributes extends ConvolutionAttributes {
  inputShape?: Shape4D;
  filterShape?: Shape4D;
}
interface Operands {
  x: TensorInfo;
  filter: TensorInfo;
}

/**
 * Depthwise convolution (channel c of an image has q filters of its own) and its gradients, which the backend lacks:
 *
 *   y[pixel, c, q] += x[pixel * stride + (i, j), c] W[i, j, c, q],
 *   dW[i, j, c, q] += x[pixel * stride + (i, j), c] dy[pixel, c, q],
 *   dx[pixel * stride + (i, j), c] += W[i, j, c, q] dy[pixel, c, q].
 *
 * With more filters than one, channels are repeated q times first; the gradient in x is added up over the copies.
 * The backend's own y is empty where the stride is wider than the filter and padding is "same".
 */
export const depthwise: KernelFamily = (context) => {
  const { tf, backend } = context;
  const { accumulate } = compileWindows(memoryOf(backend));

  /** Calls `use` with where an image line, a filter entry and a line of the result meet. */
  const eachLine = (
    frame: Frame,
    padded: Address,
    use: (image: Address, filterEntry: number, line: number) => void,
  ) => {
    const { outHeight, filterHeight, filterWidth, paddedWidth, inChannels, strideHeight } = frame;
    for (let line = 0; line < outHeight; line++) {
      for (let i = 0; i < filterHeight; i++) {
        for (let j = 0; j < filterWidth; j++) {
          const at = (line * strideHeight + i) * paddedWidth + j;
          use(padded + 4 * at * inChannels, i * filterWidth + j, line);
        }
      }
    }
  };

  const convolve = ({ x, filter }: Operands, attrs: Attributes): TensorInfo => {
    if (isDilated(attrs))
      return call(context, context.stock('DepthwiseConv2dNative'), { x, filter }, { ...attrs });
    const { frame, multiplier } = expanded(tf, x.shape, filter.shape, attrs);
    const y = backend.makeOutput(frame.outShape, 'float32');
    floats(backend, y).fill(0);
    const pixel = 4 * frame.inChannels;
    const [image, wide] = [paddedBytes(frame), wideBytes(frame, multiplier)];
    withScratch(backend, image + wide, (padded) => {
      floatsAt(backend, padded, image / 4).fill(0);
      for (let k = 0; k < frame.batch; k++) {
        const source = widen(backend, frame, multiplier, addressOf(backend, x), k, padded + image);
        copyImage(backend, frame, source.images, source.k, padded, 'into');
        const ofImage = addressOf(backend, y) + k * frame.outHeight * frame.outWidth * pixel;
        eachLine(frame, padded, (at, entry, line) => {
          const weights = addressOf(backend, filter) + entry * pixel;
          const target = ofImage + line * frame.outWidth * pixel;
          accumulate(at, frame.strideWidth * pixel, weights, 0, target, pixel, pixel, frame.outWidth);
        });
      }
    });
    return y;
  };

  return {
    DepthwiseConv2dNative: kernel<Operands, Attributes>(convolve),

    FusedDepthwiseConv2D: kernel<Operands & FusedInputs, ConvolutionAttributes & FusedAttributes>(
      (inputs, attrs) => {
        const { activation, leakyreluAlpha, ...rest } = attrs;
        return finish(context, convolve(inputs, rest), inputs, attrs);
      },
    ),

    DepthwiseConv2dNativeBackpropFilter: kernel<{ x: TensorInfo; dy: TensorInfo }, Attributes>(
      ({ x, dy }, attrs) => {
        const { frame, multiplier } = expanded(tf, x.shape, attrs.filterShape!, attrs);
        const gradient = backend.makeOutput(attrs.filterShape!, 'float32');
        const pixel = 4 * frame.inChannels;
        const totals = new Float64Array(size(gradient));
        const [image, wide] = [paddedBytes(frame), wideBytes(frame, multiplier)];
        withScratch(backend, image + wide + 4 * totals.length, (padded) => {
          const sums = padded + image + wide;
          floatsAt(backend, padded, image / 4).fill(0);
          for (let k = 0; k < frame.batch; k++) {
            const source = widen(backend, frame, multiplier, addressOf(backend, x), k, padded + image);
            copyImage(backend, frame, source.images, source.k, padded, 'into');
            // Float32 within an image, float64 over all of them.
            floatsAt(backend, sums, totals.length).fill(0);
            const slopes = addressOf(backend, dy) + k * frame.outHeight * frame.outWidth * pixel;
            eachLine(frame, padded, (at, entry, line) => {
              const dyLine = slopes + line * frame.outWidth * pixel;
              const step = frame.strideWidth * pixel;
              accumulate(at, step, dyLine, pixel, sums + entry * pixel, 0, pixel, frame.outWidth);
            });
            const ofImage = floatsAt(backend, sums, totals.length);
            for (let i = 0; i < totals.length; i++) totals[i]! += ofImage[i]!;
          }
        });
        floats(backend, gradient).set(totals);
        return gradient;
      },
    ),

    DepthwiseConv2dNativeBackpropInput: kernel<{ dy: TensorInfo; filter: TensorInfo }, Attributes>(
      ({ dy, filter }, attrs) => {
        const { frame, multiplier } = expanded(tf, attrs.inputShape!, filter.shape, attrs);
        const gradient = backend.makeOutput(attrs.inputShape!, 'float32');
        const pixel = 4 * frame.inChannels;
        const [image, wide] = [paddedBytes(frame), wideBytes(frame, multiplier)];
        withScratch(backend, image + wide, (padded) => {
          for (let k = 0; k < frame.batch; k++) {
            floatsAt(backend, padded, image / 4).fill(0);
            const slopes = addressOf(backend, dy) + k * frame.outHeight * frame.outWidth * pixel;
            eachLine(frame, padded, (at, entry, line) => {
              const dyLine = slopes + line * frame.outWidth * pixel;
              const weights = addressOf(backend, filter) + entry * pixel;
              accumulate(dyLine, pixel, weights, 0, at, frame.strideWidth * pixel, pixel, frame.outWidth);
            });
            if (multiplier === 1) {
              copyImage(backend, frame, addressOf(backend, gradient), k, padded, 'out of');
            } else {
              copyImage(backend, frame, padded + image, 0, padded, 'out of');
              narrow(backend, frame, multiplier, padded + image, addressOf(backend, gradient), k);
            }
          }
        });
        return gradient;
      },
    ),
  };
};

/** The frame of the convolution after every channel has been repeated for each of its filters. */
function expanded(
  tf: typeof import('@tensorflow/tfjs-core'),
  [batch, height, width, channels]: readonly number[],
  [filterHeight, filterWidth, , multiplier]: readonly number[],
  attrs: Attributes,
): { frame: Frame; multiplier: number } {
  const all = channels! * multiplier!;
  const frame = frameOf(
    tf,
    [batch!, height!, width!, all],
    [filterHeight!, filterWidth!, all, 1],
    attrs,
    true,
  );
  return { frame, multiplier: multiplier! };
}

/** Room for one image with repeated channels. */
function wideBytes({ inHeight, inWidth, inChannels }: Frame, multiplier: number): number {
  return multiplier === 1 ? 0 : 4 * inHeight * inWidth * inChannels;
}

/** Where image k with repeated channels is to be found: among the images where nothing is repeated. */
function widen(
  backend: WasmBackend,
  frame: Frame,
  multiplier: number,
  images: Address,
  k: number,
  target: Address,
): { images: Address; k: number } {
  if (multiplier === 1) return { images, k };
  const to = floatsAt(backend, target, frame.inHeight * frame.inWidth * frame.inChannels);
  const length = to.length / multiplier;
  const from = floatsAt(backend, images + 4 * k * length, length);
  for (let i = 0; i < to.length; i++) to[i] = from[Math.floor(i / multiplier)]!;
  return { images: target, k: 0 };
}

/** Adds up the repeated channels of an image into image k. */
function narrow(
  backend: WasmBackend,
  frame: Frame,
  multiplier: number,
  source: Address,
  images: Address,
  k: number,
): void {
  const from = floatsAt(backend, source, frame.inHeight * frame.inWidth * frame.inChannels);
  const length = from.length / multiplier;
  const to = floatsAt(backend, images + 4 * k * length, length).fill(0);
  for (let i = 0; i < from.length; i++) to[Math.floor(i / multiplier)]! += from[i]!;
}
