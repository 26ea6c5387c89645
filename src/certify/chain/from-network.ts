import type { Network } from '../../core/network.js';
import { type Chain, denseChain } from './chain.js';

/** The network as a chain of two dense layers without bias. */
export function chainOfNetwork({ hidden, output }: Network): Chain {
  return denseChain([
    { weight: hidden, bias: new Float64Array(hidden.rows), slope: 0 },
    { weight: { rows: 1, cols: output.length, data: output }, bias: new Float64Array(1), slope: 1 },
  ]);
}
