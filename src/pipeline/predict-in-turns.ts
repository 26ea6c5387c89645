import { type Matrix, zeros } from '../core/matrix.js';
import { multiplicationsOf, type Network, predict } from '../core/network.js';
import { paceOf } from '../core/pace.js';

/** Multiply-adds of a block of rows: some 30 milliseconds in float64. */
const workPerBlock = 3e7;

/** f at every row of x, like predict; other events get their turn between blocks of rows. Shape (n, K). */
export async function predictInTurns(network: Network, x: Matrix): Promise<Matrix> {
  const pace = paceOf(undefined);
  const rows = Math.max(1, Math.floor(workPerBlock / multiplicationsOf(network, x.cols)));
  if (x.rows <= rows) return predict(network, x);
  let outputs: Matrix | undefined;
  for (let from = 0; from < x.rows; from += rows) {
    const count = Math.min(rows, x.rows - from);
    const data = x.data.subarray(from * x.cols, (from + count) * x.cols);
    const block = predict(network, { rows: count, cols: x.cols, data });
    outputs ??= zeros(x.rows, block.cols);
    outputs.data.set(block.data, from * block.cols);
    await pace.goOn();
  }
  return outputs!;
}
