import { type Network, namedParameters, weightMatricesOf } from '../core/network.js';
import { spectralNorm } from '../core/spectral-norm.js';

/** The spectral norm of one layer's weight. */
export interface LayerNorm {
  readonly layer: string;
  readonly norm: number;
}

/** The largest and the smallest spectral norm of a network's weights; `names`: those of the layers with weights, in order. */
export function extremeNorms(network: Network, names?: readonly string[]) {
  const layers = namedParameters(network).filter(({ role }) => role === 'weight');
  const norms = weightMatricesOf(network).map((matrix, l) => ({
    layer: names?.[l] ?? layers[l]!.name.replace(/\.weight$/, ''),
    norm: spectralNorm(matrix),
  }));
  const extreme = (better: (a: number, b: number) => boolean) =>
    norms.reduce((best, each) => (better(each.norm, best.norm) ? each : best));
  return { largest: extreme((a, b) => a > b), smallest: extreme((a, b) => a < b) };
}

export function normText({ layer, norm }: LayerNorm): string {
  return `${norm.toFixed(2)} (${layer})`;
}
