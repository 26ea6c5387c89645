/**
 * One loss as two rows a sample over its variable xi_k, the prediction l_k = x_k . g_k and the reach t_k = e . q_k:
 *
 *   xi + slope1 l - t >= offset1,   xi + slope2 l - reach2 t >= offset2,   cost xi + curvature/2 xi^2.
 */
export interface LossRows {
  readonly cost: number;
  readonly curvature: number;
  readonly slope1: Float64Array;
  readonly slope2: Float64Array;
  readonly reach2: 0 | 1;
  readonly offset1: Float64Array;
  readonly offset2: Float64Array;
  /** The quadratic form in (l, t) that weights w1, w2 of the rows leave when xi is eliminated. */
  condense(w1: number, w2: number, k: number): Condensed;
  /** The least xi that both rows allow. */
  least(l: number, t: number, k: number): number;
  /** The multipliers nu and alpha of the dual bound, from those of the two rows. */
  multipliers(z1: Float64Array, z2: Float64Array): { nu: Float64Array; alpha: Float64Array };
}

/** ll l^2 + 2 lt l t + tt t^2, its determinant in a form without cancellation. */
export interface Condensed {
  readonly ll: number;
  readonly lt: number;
  readonly tt: number;
  readonly det: number;
}

/** The rows of the losses that the interior point knows; targets in the program's units. Throws a RangeError for others. */
export function lossRows(name: string, y: Float64Array): LossRows {
  const rows = builders[name];
  if (!rows) throw new RangeError(`the interior point has no rows for the loss ${name}`);
  return rows(y);
}

/** Losses that {@link lossRows} knows. */
export const interiorLosses = (): readonly string[] => Object.keys(builders);

const builders: Readonly<Record<string, (y: Float64Array) => LossRows>> = {
  /** xi >= 1 - y l + t, xi >= 0, cost xi. */
  hinge: (y) => ({
    cost: 1,
    curvature: 0,
    slope1: y,
    slope2: new Float64Array(y.length),
    reach2: 0,
    offset1: new Float64Array(y.length).fill(1),
    offset2: new Float64Array(y.length),
    condense(w1, w2, k) {
      const w = (w1 * w2) / (w1 + w2);
      return { ll: w * y[k]! ** 2, lt: -w * y[k]!, tt: w, det: 0 };
    },
    least: (l, t, k) => Math.max(0, 1 - y[k]! * l + t),
    multipliers: (z1) => ({ alpha: z1.slice(), nu: z1.map((theta, k) => -y[k]! * theta) }),
  }),

  /** xi >= |l - y| + t, cost 1/2 xi^2. */
  squared: (y) => ({
    cost: 0,
    curvature: 1,
    slope1: new Float64Array(y.length).fill(-1),
    slope2: new Float64Array(y.length).fill(1),
    reach2: 1,
    offset1: y.map((value) => -value),
    offset2: y,
    condense(w1, w2) {
      const s = w1 + w2 + 1;
      return {
        ll: (4 * w1 * w2 + w1 + w2) / s,
        lt: (w1 - w2) / s,
        tt: (w1 + w2) / s,
        det: (4 * w1 * w2) / s,
      };
    },
    least: (l, t, k) => Math.abs(l - y[k]!) + t,
    multipliers: (z1, z2) => ({
      alpha: z1.map((value, k) => value + z2[k]!),
      nu: z1.map((value, k) => value - z2[k]!),
    }),
  }),
};
