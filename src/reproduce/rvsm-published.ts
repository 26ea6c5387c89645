/** Columns of Tables 1 to 3: entries of the filter. */
export const dimensions = [10, 20, 30, 40, 50] as const;

export const penaltyNames = ['l0', 'tl1', 'l1'] as const;
export type PenaltyName = (typeof penaltyNames)[number];

/** Weights lambda and beta, patches k and the shape a of the transformed l1 penalty in all experiments of the paper. */
export const setting = { weight: 1e-4, beta: 4e-3, patches: 2, a: 1 } as const;

/** What one run gives; risks are expected squared errors. */
export interface Quantities {
  readonly angleW: number;
  readonly riskW: number;
  readonly angleU: number;
  readonly riskU: number;
  /** Of u / ||u||. */
  readonly riskUnitU: number;
  readonly zeros: number;
}

export const quantities: Readonly<Record<keyof Quantities, string>> = {
  angleW: 'angle of w and w*',
  riskW: 'f(w)',
  angleU: 'angle of u and w*',
  riskU: 'f(u)',
  riskUnitU: 'f(u / ||u||)',
  zeros: 'zeros of u',
};

type Row = readonly (number | undefined)[];

/** Tables 1 to 3. The rows of zeros have one entry too few and are printed one column too far to the right. */
export const published: Readonly<Record<PenaltyName, Readonly<Record<keyof Quantities, Row>>>> = {
  l0: {
    angleW: [8.75685e-3, 6.68412e-3, 6.04336e-3, 5.32728e-3, 4.94954e-3],
    riskW: [1.91348e-5, 1.11535e-5, 9.11881e-6, 7.08694e-6, 6.11803e-6],
    angleU: [0.337294, 0.528306, 0.658853, 0.703679, 0.868654],
    riskU: [0.025715, 0.0583579, 0.0856018, 0.0956203, 0.134753],
    riskUnitU: [0.0261605, 0.0605623, 0.0901282, 0.101181, 0.144854],
    zeros: [6, 15, 25, 34, undefined],
  },
  tl1: {
    angleW: [2.89468e-2, 2.03823e-2, 2.0379e-2, 1.64539e-2, 1.3737e-2],
    riskW: [2.08177e-4, 1.03407e-4, 1.03373e-4, 6.74448e-5, 4.70379e-5],
    angleU: [0.105764, 0.142955, 0.170723, 0.193306, 0.209155],
    riskU: [3.94756e-3, 8.38579e-3, 0.0125855, 0.0174556, 0.0218136],
    riskUnitU: [2.73123e-3, 4.94569e-3, 7.00566e-3, 8.93097e-3, 0.0104133],
    zeros: [1, 4, 9, 10, undefined],
  },
  l1: {
    angleW: [5.57468e-2, 3.98867e-2, 3.5774e-2, 2.95779e-2, 2.56507e-2],
    riskW: [7.67536e-4, 3.94319e-4, 3.17482e-4, 2.17325e-4, 1.63585e-4],
    angleU: [0.0752479, 0.0948354, 0.100794, 0.1015, 0.102384],
    riskU: [2.51967e-3, 4.44921e-3, 5.79414e-3, 7.15888e-3, 8.44975e-3],
    riskUnitU: [1.3923e-3, 2.20154e-3, 2.48343e-3, 2.51794e-3, 2.56144e-3],
    zeros: [0, 1, 2, 4, undefined],
  },
};

/**
 * How many times larger the printed angle of w is than a limit's may be, at least. At a limit c sin(theta) is
 * beta ||u|| sin(gamma), c = (pi - theta) / (k pi) (eq. 17); ||u|| is at most 1, and the angle gamma of w and u at most
 * the sum of their printed angles to w*.
 */
export function excessOfPrintedAngle(angleW: number, angleU: number): number {
  const { beta, patches } = setting;
  const c = (Math.PI - angleW) / (patches * Math.PI);
  return (c * Math.sin(angleW)) / (beta * Math.sin(Math.min(Math.PI / 2, angleW + angleU)));
}
