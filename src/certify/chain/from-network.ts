import type { ActivationSpec } from '../../core/activations.js';
import type { Network } from '../../core/network.js';
import { type Chain, type ChainLayer, denseChain } from './chain.js';

/**
 * The network as a chain of dense layers with ReLUs (or leaky ones) in between; undefined where it is no such chain.
 * A ReLU on the outputs too is no chain: its last layer must be linear.
 */
export function chainOfNetwork({ layers }: Network): Chain | undefined {
  const chain: ChainLayer[] = [];
  for (const layer of layers) {
    if (layer.kind !== 'dense') return undefined;
    const slope = slopeOf(layer.activation);
    if (slope === undefined) return undefined;
    chain.push({ weight: layer.weight, bias: layer.bias, slope });
  }
  return chain.at(-1)?.slope === 1 ? denseChain(chain) : undefined;
}

/** Slope below 0 of a piecewise linear activation that is the identity above it. */
function slopeOf(activation: ActivationSpec): number | undefined {
  if (typeof activation !== 'string') return activation.slope;
  return { relu: 0, linear: 1 }[activation as string];
}
