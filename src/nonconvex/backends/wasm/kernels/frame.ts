import { type Address, memoryOf, type WasmBackend } from '../heap.js';

type Shape4D = [number, number, number, number];

export interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | [number, number][];
  dataFormat?: 'NHWC' | 'NCHW';
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export const isDilated = ({ dilations = 1 }: ConvolutionAttributes) =>
  [dilations].flat().some((d) => d !== 1);

/** How a convolution lies on its images: all extents, and the zeros around each image. */
export interface Frame {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outShape: Shape4D;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly top: number;
  readonly left: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  /** Entries of a filter: height * width * channels. */
  readonly entries: number;
  /** A window is one pixel and every pixel is one: the images are their own patches. */
  readonly pointwise: boolean;
}

/**
 * The frame of a convolution that is not dilated. Shapes are as in tfjs: images NHWC, filters (height, width, in,
 * out). Throws an Error for images in NCHW order, and
 * for padding by one number where filter or stride is not square: tfjs then takes the width of the result from the
 * height of the filter, and its convolution writes past the end of it.
 */
export function frameOf(
  tf: typeof import('@tensorflow/tfjs-core'),
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvolutionAttributes,
  depthwise = false,
): Frame {
  if (attrs.dataFormat === 'NCHW')
    throw new Error('the tensor backend "wasm" convolves images in NHWC order, not NCHW');
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    attrs.strides,
    1,
    attrs.pad as 'valid',
    attrs.dimRoundingMode,
    depthwise,
  );
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { top, bottom, left, right } = info.padInfo;
  if (typeof attrs.pad === 'number' && (filterHeight !== filterWidth || strideHeight !== strideWidth))
    throw new Error('padding by one number needs square filters and strides: give "same", "valid" or a list');
  const pointwise =
    filterHeight * filterWidth * strideHeight * strideWidth === 1 && top + bottom + left + right === 0;
  return {
    batch: info.batchSize,
    inHeight,
    inWidth,
    inChannels,
    outShape: info.outShape as Shape4D,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    top,
    left,
    // A last window may need fewer rows than there are, or (for "ceil") more.
    paddedHeight: Math.max(inHeight + top + bottom, (info.outHeight - 1) * strideHeight + filterHeight),
    paddedWidth: Math.max(inWidth + left + right, (info.outWidth - 1) * strideWidth + filterWidth),
    entries: filterHeight * filterWidth * inChannels,
    pointwise,
  };
}

export function paddedBytes({ paddedHeight, paddedWidth, inChannels }: Frame): number {
  return 4 * paddedHeight * paddedWidth * inChannels;
}

/** Copies image number k into the middle of the padded one, or back. */
export function copyImage(
  backend: WasmBackend,
  frame: Frame,
  images: Address,
  k: number,
  padded: Address,
  direction: 'into' | 'out of',
): void {
  const heap = new Uint8Array(memoryOf(backend).buffer);
  const { inHeight, inWidth, inChannels, top, left, paddedWidth } = frame;
  const length = 4 * inWidth * inChannels;
  for (let row = 0; row < inHeight; row++) {
    const plain = images + (k * inHeight + row) * length;
    const framed = padded + 4 * ((top + row) * paddedWidth + left) * inChannels;
    const [from, to] = direction === 'into' ? [plain, framed] : [framed, plain];
    heap.copyWithin(to, from, from + length);
  }
}
