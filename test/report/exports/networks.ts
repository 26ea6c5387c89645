import type { Layer } from '#relucent/core/layers/index.js';
import { type Shape, sizeOf } from '#relucent/core/layers/layer.js';
import { type Network, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import type { Model } from '#relucent/report/exports/model-format.js';
import { samplers } from '../../core/sample-layers.js';
import { normalMatrix } from '../../support/networks.js';

/** A random layer of one kind in a network that takes rows, with a dense layer behind every second one. */
export function networkWith(kind: Layer['kind'], seed: number): { network: Network; columns: number } {
  const random = createRandom(seed, `network with ${kind}`);
  const { layer, input } = samplers[kind](random);
  const layers: Layer[] = input.length === 3 && kind !== 'image' ? [imageOf(input), layer] : [layer];
  const columns = sizeOf({ shape: input });
  if (seed % 2 === 0) {
    const outputs = predict({ layers }, { rows: 1, cols: columns, data: new Float64Array(columns) }).cols;
    layers.push({
      kind: 'dense',
      weight: normalMatrix(random, 2, outputs),
      bias: Float64Array.of(1, -1),
      activation: 'linear',
    });
  }
  return { network: { layers }, columns };
}

function imageOf([height, width, channels]: Shape): Layer {
  return { kind: 'image', channels: channels!, height: height!, width: width! };
}

export function modelOf(network: Network, columns: number): Model {
  return { network, columns, metadata: { producer: 'test' } };
}

/** Largest |a_i - b_i| over 1 + |b_i|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(...Array.from(b, (value, i) => Math.abs(a[i]! - value) / (1 + Math.abs(value))));
}
