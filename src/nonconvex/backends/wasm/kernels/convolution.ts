import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Address, addressOf, floatsAt, memoryOf, size, withScratch } from '../heap.js';
import { compileWindows, type WindowFunctions } from '../simd/windows.js';
import { call, type KernelContext, type KernelFamily, kernel } from './context.js';
import {
  type ConvolutionAttributes,
  copyImage,
  type Frame,
  frameOf,
  isDilated,
  paddedBytes,
} from './frame.js';
import { type FusedAttributes, type FusedInputs, finish } from './fused.js';

interface Attributes extends ConvolutionAttributes {
  dilations?: [number, number] | number;
  inputShape?: [number, number, number, number];
  filterShape?: [number, number, number, number];
}
interface Operands {
  x: TensorInfo;
  filter: TensorInfo;
}

/** Entries of the patches that are held at a time: half a megabyte, well inside the second-level cache. */
const patchEntries = 131072;

/**
 * Convolutions as matrix products. The windows of an image are the rows of a matrix P (pixels of the result x entries
 * of a filter), so that with the filters as a matrix W (entries x channels)
 *
 *   y = P W,   dW = P' dy,   dP = dy W',
 *
 * and dx adds up the rows of dP where they came from. The backend has no kernel for dW and a slow one for dx; its y is
 * empty where the stride is wider than the filter and padding is "same". Source: Chellapilla, Puri, Simard: High Performance Convolutional
 * Neural Networks for Document Processing, 2006. Dilated convolutions, which have no gradient in tfjs, stay as they are.
 */
export const convolution: KernelFamily = (context) => {
  const { backend } = context;
  const functions = compileWindows(memoryOf(backend));

  const convolve = ({ x, filter }: Operands, attrs: Attributes): TensorInfo => {
    if (isDilated(attrs)) return call(context, context.stock('Conv2D'), { x, filter }, { ...attrs });
    const frame = frameOf(context.tf, x.shape, filter.shape, attrs);
    const y = backend.makeOutput(frame.outShape, 'float32');
    eachBlock(context, functions, frame, addressOf(backend, x), 'read', (patches, pixels, first) =>
      context.sgemm({
        rows: pixels,
        inner: frame.entries,
        cols: frame.outChannels,
        a: patches,
        transposeA: false,
        b: addressOf(backend, filter),
        transposeB: false,
        c: addressOf(backend, y) + 4 * first * frame.outChannels,
        accumulate: false,
      }),
    );
    return y;
  };

  return {
    Conv2D: kernel<Operands, Attributes>(convolve),

    FusedConv2D: kernel<Operands & FusedInputs, ConvolutionAttributes & FusedAttributes>((inputs, attrs) => {
      const { activation, leakyreluAlpha, ...rest } = attrs;
      return finish(context, convolve(inputs, rest), inputs, attrs);
    }),

    Conv2DBackpropFilter: kernel<{ x: TensorInfo; dy: TensorInfo }, Attributes>(({ x, dy }, attrs) => {
      const frame = frameOf(context.tf, x.shape, attrs.filterShape!, attrs);
      const gradient = backend.makeOutput(attrs.filterShape!, 'float32');
      floatsAt(backend, addressOf(backend, gradient), size(gradient)).fill(0);
      eachBlock(context, functions, frame, addressOf(backend, x), 'read', (patches, pixels, first) =>
        context.sgemm({
          rows: frame.entries,
          inner: pixels,
          cols: frame.outChannels,
          a: patches,
          transposeA: true,
          b: addressOf(backend, dy) + 4 * first * frame.outChannels,
          transposeB: false,
          c: addressOf(backend, gradient),
          accumulate: true,
        }),
      );
      return gradient;
    }),

    Conv2DBackpropInput: kernel<{ dy: TensorInfo; filter: TensorInfo }, Attributes>(
      ({ dy, filter }, attrs) => {
        const frame = frameOf(context.tf, attrs.inputShape!, filter.shape, attrs);
        const gradient = backend.makeOutput(attrs.inputShape!, 'float32');
        floatsAt(backend, addressOf(backend, gradient), size(gradient)).fill(0);
        eachBlock(context, functions, frame, addressOf(backend, gradient), 'add', (patches, pixels, first) =>
          context.sgemm({
            rows: pixels,
            inner: frame.outChannels,
            cols: frame.entries,
            a: addressOf(backend, dy) + 4 * first * frame.outChannels,
            transposeA: false,
            b: addressOf(backend, filter),
            transposeB: true,
            c: patches,
            accumulate: false,
          }),
        );
        return gradient;
      },
    ),
  };
};

/**
 * Goes through the pixels of all results, block by block: `use` gets a block's patches (to read, or to write so that
 * they are added to the images), their number and that of the first.
 */
function eachBlock(
  { backend }: KernelContext,
  { gather, scatter }: WindowFunctions,
  frame: Frame,
  images: Address,
  mode: 'read' | 'add',
  use: (patches: Address, pixels: number, first: number) => void,
): void {
  const { batch, entries, outHeight, outWidth, inChannels } = frame;
  if (frame.pointwise) {
    use(images, batch * outHeight * outWidth, 0);
    return;
  }

  const linesPerBlock = Math.max(1, Math.min(outHeight, Math.floor(patchEntries / (entries * outWidth))));
  const image = paddedBytes(frame);
  withScratch(backend, image + 4 * linesPerBlock * outWidth * entries, (padded) => {
    const patches = padded + image;
    const width = frame.paddedWidth * inChannels;
    /** From the padded image to the patches of lines from..from+lines-1 of the result, or the other way round. */
    const move = (moveWindows: typeof gather, from: number, lines: number) => {
      for (let line = 0; line < lines; line++) {
        moveWindows(
          padded + 4 * (from + line) * frame.strideHeight * width,
          patches + 4 * line * outWidth * entries,
          outWidth,
          4 * frame.strideWidth * inChannels,
          frame.filterHeight,
          4 * width,
          4 * frame.filterWidth * inChannels,
        );
      }
    };
    floatsAt(backend, padded, image / 4).fill(0);
    for (let k = 0; k < batch; k++) {
      if (mode === 'read') copyImage(backend, frame, images, k, padded, 'into');
      else if (k > 0) floatsAt(backend, padded, image / 4).fill(0);
      for (let from = 0; from < outHeight; from += linesPerBlock) {
        const lines = Math.min(linesPerBlock, outHeight - from);
        const first = (k * outHeight + from) * outWidth;
        if (mode === 'read') move(gather, from, lines);
        use(patches, lines * outWidth, first);
        if (mode === 'add') move(scatter, from, lines);
      }
      if (mode === 'add') copyImage(backend, frame, images, k, padded, 'out of');
    }
  });
}
