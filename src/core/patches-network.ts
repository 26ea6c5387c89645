import { blankConv2d, imageLayer } from './models/blank-layers.js';
import type { Network } from './network.js';

/** f(x) = (1/k) sum_i max(0, w . x[i]) by its filter w (d,) and the number k of pieces x[i] of a row. */
export interface PatchesNetwork {
  readonly filter: Float64Array;
  readonly patches: number;
}

/**
 * The network as its layers: the row as an image with one piece per line, a kernel as wide as a line, and the mean over
 * all lines. The filter is not copied.
 */
export function networkOfPatches({ filter, patches }: PatchesNetwork): Network {
  const width = filter.length;
  const convolution = blankConv2d([1, width, 1, 1], { stride: 1, padding: 'valid', activation: 'relu' });
  return {
    layers: [
      imageLayer([1, patches, width]),
      { ...convolution, weight: filter },
      { kind: 'global-average-pool' },
    ],
  };
}

/** The way back from {@link networkOfPatches}; undefined for any other network. */
export function asPatchesNetwork({ layers }: Network): PatchesNetwork | undefined {
  const [image, convolution, mean] = layers;
  if (layers.length !== 3 || image?.kind !== 'image' || mean?.kind !== 'global-average-pool')
    return undefined;
  if (convolution?.kind !== 'conv2d' || convolution.activation !== 'relu') return undefined;
  const [height, width, inputs, outputs] = convolution.shape;
  const oneLine = height === 1 && width === image.width && image.channels === 1 && inputs === 1;
  if (!oneLine || outputs !== 1 || convolution.stride !== 1 || convolution.bias[0] !== 0) return undefined;
  return { filter: convolution.weight, patches: image.height };
}
