import type { GramMethod } from './gram-methods.js';

/** Table III on CIFAR-10: clean accuracy in %, and the mean size of what targeted attacks changed. */
export interface PrintedSizes {
  readonly l0: number;
  readonly l1: number;
  readonly l2: number;
  readonly linf: number;
}

export const accuracy: Readonly<Record<GramMethod, number>> = {
  Parseval: 93.86,
  InfInd: 93.79,
  InfNorm: 93.93,
  'InfInd-Extra': 94.91,
  'InfNorm-Extra': 94.76,
};

export const sizes: Readonly<Record<'pgd-l0' | 'pgd-l0-linf', Readonly<Record<GramMethod, PrintedSizes>>>> = {
  'pgd-l0': {
    Parseval: { l0: 173.7, l1: 10.1, l2: 0.81, linf: 0.145 },
    InfInd: { l0: 171.8, l1: 10.2, l2: 0.82, linf: 0.144 },
    InfNorm: { l0: 178.8, l1: 10.6, l2: 0.84, linf: 0.146 },
    'InfInd-Extra': { l0: 194.6, l1: 11.3, l2: 0.86, linf: 0.154 },
    'InfNorm-Extra': { l0: 203.0, l1: 12.3, l2: 0.92, linf: 0.163 },
  },
  'pgd-l0-linf': {
    Parseval: { l0: 230.2, l1: 7.4, l2: 0.48, linf: 0.035 },
    InfInd: { l0: 229.8, l1: 7.4, l2: 0.48, linf: 0.035 },
    InfNorm: { l0: 233.5, l1: 7.6, l2: 0.5, linf: 0.036 },
    'InfInd-Extra': { l0: 241.7, l1: 9.8, l2: 0.63, linf: 0.058 },
    'InfNorm-Extra': { l0: 245.9, l1: 10.7, l2: 0.69, linf: 0.066 },
  },
};
