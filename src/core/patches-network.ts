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
