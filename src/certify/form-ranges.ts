import { addScaled, type Matrix, row, zeros } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import { asReluNetwork } from '../core/relu-network.js';
import { boundChain } from './bounds/bounded-chain.js';
import { formRange } from './bounds/form-range.js';
import { intervalBounds } from './bounds/interval.js';
import { boxAround } from './chain/box.js';
import type { Chain } from './chain/chain.js';
import { chainOfNetwork } from './chain/from-network.js';
import { type OutputRange, outputRange } from './output-range.js';

/** Proven range of c . f over one box, c a vector with one entry per output. */
export type FormRange = (c: Float64Array) => OutputRange;

/** Multiply-adds (some 10 seconds of them) up to which deeper chains are bounded by linear relaxation. */
const relaxedUpTo = 1e10;

/**
 * Ranges of linear forms of the outputs on the box around each row of x: for one hidden ReLU layer those of
 * {@link outputRange}, for other chains linear relaxation (CROWN) or, where that would take too long, intervals. Undefined
 * where the network is no chain of dense layers with (leaky) ReLUs between them.
 */
export function rangesOf(
  network: Network,
  x: Matrix,
  radii: Float64Array,
): ((k: number) => FormRange) | undefined {
  const relu = asReluNetwork(network);
  if (relu) {
    return (k) => (c) => {
      const combined = zeros(1, relu.output.cols);
      for (let i = 0; i < c.length; i++) addScaled(combined.data, c[i]!, row(relu.output, i));
      return outputRange({ hidden: relu.hidden, output: combined }, row(x, k), radii);
    };
  }
  const chain = chainOfNetwork(network);
  if (!chain) return undefined;
  return x.rows * relaxationWork(chain) <= relaxedUpTo
    ? (k) => {
        const bounded = boundChain(chain, boxAround(row(x, k), radii));
        return (coefficients) => ({ ...formRange(bounded, { coefficients, constant: 0 }, 0), exact: false });
      }
    : (k) => intervalForms(chain, boxAround(row(x, k), radii));
}

/** Multiply-adds of bounding all hidden neurons of one row: each is pulled back through the layers below it. */
function relaxationWork({ hidden, last }: Chain): number {
  let below = 0;
  let work = 0;
  for (const { weight } of [...hidden, last]) {
    work += weight.rows * (weight.cols + 2 * below);
    below += weight.rows * weight.cols;
  }
  return work;
}

function intervalForms(chain: Chain, box: ReturnType<typeof boxAround>): FormRange {
  const { low, high } = intervalBounds(chain, box).at(-1)!;
  return (c) => {
    let [least, most] = [0, 0];
    c.forEach((factor, i) => {
      least += factor * (factor >= 0 ? low[i]! : high[i]!);
      most += factor * (factor >= 0 ? high[i]! : low[i]!);
    });
    return { low: least, high: most, exact: false };
  };
}
