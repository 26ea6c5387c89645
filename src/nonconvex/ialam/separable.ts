/** Curvatures and penalty that all entries of a layer share. */
export interface EntryProblem {
  /** p_v > 0. */
  readonly pv: number;
  /** p_u > 0. */
  readonly pu: number;
  readonly beta: number;
  /** Slope s of sigma(t) = max(t, s t), 0 <= s <= 1. */
  readonly slope: number;
}

/**
 * A minimiser (v, u), written to `pair`, of
 *
 *   p_v/2 v^2 - q_v v + p_u/2 u^2 - q_u u - beta sigma(u)   subject to v >= u, v >= slope u.
 *
 * For fixed u the best v is max(q_v / p_v, sigma(u)). On u >= 0 (kappa = 1) and on u <= 0 (kappa = slope), sigma(u) is
 * kappa u and what is left is convex in u; its derivative p_u u - q_u - beta kappa + kappa max(0, p_v kappa u - q_v)
 * is the larger of two increasing linear functions, so its root is the smaller of theirs. The better of the two
 * branches is taken; the values need a comparison only where neither minimiser is u = 0, which both branches hold.
 * Where they tie, the minimiser is not unique: then u >= 0.
 */
export function minimizeEntry(
  qv: number,
  qu: number,
  { pv, pu, beta, slope }: EntryProblem,
  pair: Float64Array,
): void {
  const free = qv / pv;
  const pull = qu + beta;
  const right = Math.max(0, Math.min(pull / pu, (pull + qv) / (pu + pv)));
  const slopedPull = qu + beta * slope;
  const left = Math.min(0, slopedPull / pu, (slopedPull + slope * qv) / (pu + slope * slope * pv));
  const rightV = Math.max(free, right);
  const leftV = Math.max(free, slope * left);

  let chooseRight = left === 0;
  if (left < 0 && right > 0) {
    const atRight = (pv / 2) * rightV * rightV - qv * rightV + (pu / 2) * right * right - pull * right;
    const atLeft = (pv / 2) * leftV * leftV - qv * leftV + (pu / 2) * left * left - slopedPull * left;
    chooseRight = atRight <= atLeft;
  }
  pair[0] = chooseRight ? rightV : leftV;
  pair[1] = chooseRight ? right : left;
}

/** {@link minimizeEntry} of every entry of q_v - beta and q_u. */
export function minimizeEntries<Entries extends Float64Array | Float32Array>(
  qv: Entries,
  qu: Entries,
  entry: EntryProblem,
): { v: Entries; u: Entries } {
  const v = qv.slice() as Entries;
  const u = qu.slice() as Entries;
  const pair = new Float64Array(2);
  for (let i = 0; i < v.length; i++) {
    minimizeEntry(qv[i]! - entry.beta, qu[i]!, entry, pair);
    v[i] = pair[0]!;
    u[i] = pair[1]!;
  }
  return { v, u };
}
