import type { GramMethod } from './gram-methods.js';

export const attackNames = ['random', 'fgsm', 'regular', 'pgd'] as const;
export type AttackName = (typeof attackNames)[number];
export const ratios = [40, 50, 60, 70] as const;
export type Ratio = (typeof ratios)[number];

type ByMethod<T = number> = Readonly<Record<GramMethod, T>>;

function byMethod<T>(values: readonly (T | undefined)[]): Readonly<Partial<Record<GramMethod, T>>> {
  const [parseval, infInd, infNorm, infIndExtra, infNormExtra] = values;
  const all = {
    Parseval: parseval,
    InfInd: infInd,
    InfNorm: infNorm,
    'InfInd-Extra': infIndExtra,
    'InfNorm-Extra': infNormExtra,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Table I on CIFAR-10, clean; the rows of the print are put to the data set by the level of their accuracy. */
export const clean = {
  accuracy: byMethod([77.14, 77.93, 78.11, 78.29, 78.52]) as ByMethod,
  epochs: byMethod([72, 57, 84, 51, 71]) as ByMethod,
  time: byMethod([0.13, 0.21, 0.18, 0.24, 0.23]) as ByMethod,
  largest: byMethod(['1.01 (F1)', '1.00 (F1)', '1.00 (F1)', '1.00 (F1)', '1.00 (F1)']) as ByMethod<string>,
  smallest: byMethod(['1.00 (F3)', '1.00 (F3)', '1.00 (F3)', '1.00 (F3)', '1.00 (F3)']) as ByMethod<string>,
};

/** Table II on CIFAR-10: accuracy in % under attack; one entry is not printed. */
export const attacked: Readonly<
  Record<Ratio, Readonly<Record<AttackName, Readonly<Partial<Record<GramMethod, number>>>>>>
> = {
  40: {
    random: byMethod([77.1, 77.93, 78.02, 78.22, 78.41]),
    fgsm: byMethod([37.82, 39.41, 37.81, 39.04, 37.98]),
    regular: byMethod([25.0, 26.25, 25.12, 25.96, 24.84]),
    pgd: byMethod([24.73, 25.88, 24.79, 25.65, undefined]),
  },
  50: {
    random: byMethod([77.12, 77.87, 78.11, 78.34, 78.54]),
    fgsm: byMethod([62.96, 64.06, 63.58, 64.21, 63.79]),
    regular: byMethod([56.04, 56.87, 56.8, 57.5, 55.73]),
    pgd: byMethod([55.53, 56.51, 56.29, 56.95, 55.46]),
  },
  60: {
    random: byMethod([77.13, 77.93, 78.13, 78.26, 78.52]),
    fgsm: byMethod([72.42, 73.29, 73.45, 74.04, 73.71]),
    regular: byMethod([70.15, 70.77, 71.06, 71.59, 71.24]),
    pgd: byMethod([70.27, 70.91, 71.2, 71.65, 71.36]),
  },
  70: {
    random: byMethod([77.14, 77.91, 78.13, 78.29, 78.53]),
    fgsm: byMethod([75.56, 76.47, 76.56, 76.8, 77.02]),
    regular: byMethod([74.8, 75.72, 75.78, 76.08, 76.22]),
    pgd: byMethod([74.82, 75.74, 75.81, 76.17, 76.27]),
  },
};
