import type { ActivationSpec } from './generated/documents.js';

/** An elementwise function between layers, and its derivative. */
export interface Activation {
  value(z: number): number;
  /** Derivative at z; the ReLU's at 0 is 1. */
  slope(z: number): number;
}

export const relu: Activation = { value: (z) => Math.max(0, z), slope: (z) => (z >= 0 ? 1 : 0) };

/** min(max(0, z), 6). */
export const relu6: Activation = {
  value: (z) => (z > 0 ? Math.min(z, 6) : 0),
  slope: (z) => (z >= 0 && z <= 6 ? 1 : 0),
};

export const linear: Activation = { value: (z) => z, slope: () => 1 };

/** log(1 + e^z), written so that no exponential overflows. */
export const softplus: Activation = {
  value: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))),
  slope: (z) => 1 / (1 + Math.exp(-z)),
};

export const sigmoid: Activation = {
  value: (z) => 1 / (1 + Math.exp(-z)),
  slope(z) {
    const value = 1 / (1 + Math.exp(-z));
    return value * (1 - value);
  },
};

export const tanh: Activation = { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 };

/** max(z, a z), 0 < a < 1. */
export function leakyRelu(a: number): Activation {
  return { value: (z) => (z > 0 ? z : a * z), slope: (z) => (z >= 0 ? 1 : a) };
}

/** How documents name an activation. */
export type { ActivationSpec };

const named = { relu, relu6, linear, softplus, sigmoid, tanh };

export function activationOf(spec: ActivationSpec): Activation {
  return typeof spec === 'string' ? named[spec] : leakyRelu(spec.slope);
}
