import type { ActivationSpec } from '../activations.js';
import type { Shape } from './layer.js';

/** What the kinds of convolution have in common. */
export interface KernelLayer {
  readonly shape: Shape;
  /** The kernel's entries, row-major in `shape`. */
  readonly weight: Float64Array;
  /** One entry per output channel, the last axis of `shape`. */
  readonly bias: Float64Array;
  /** The same for lines and places. */
  readonly stride: number;
  readonly padding: 'valid' | 'same';
  readonly activation: ActivationSpec;
}

type KernelDocument<L extends KernelLayer> = Omit<L, 'shape' | 'weight' | 'bias'> & {
  shape: number[];
  weight: number[];
  bias: number[];
};

export function kernelDocument<L extends KernelLayer>(layer: L): KernelDocument<L> {
  const { shape, weight, bias } = layer;
  return { ...layer, shape: [...shape], weight: Array.from(weight), bias: Array.from(bias) };
}

/** The entries of a document. Throws a RangeError where their number does not fit the kernel's shape. */
export function kernelEntries(document: { shape: number[]; weight: number[]; bias: number[] }) {
  const { shape, weight, bias } = document;
  const size = shape.reduce((product, length) => product * length, 1);
  if (weight.length !== size) {
    throw new RangeError(`has ${weight.length} weights for a kernel of ${shape.join(' x ')}`);
  }
  if (bias.length !== shape.at(-1)) {
    throw new RangeError(`has ${bias.length} biases for ${shape.at(-1)} channels`);
  }
  return { weight: Float64Array.from(weight), bias: Float64Array.from(bias) };
}
