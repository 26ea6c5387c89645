/** Parts of one array. */
export interface Vector {
  readonly all: Float64Array;
}

/** One number per row (a slack, a multiplier or a direction of one): the orthant's, then those of second-order cones. */
export interface ConeRows extends Vector {
  /** All rows but those of the second-order cones. */
  readonly orthant: Float64Array;
  /** Second-order cones (t_i, u_i): (cones,) and (cones, d). */
  readonly t: Float64Array;
  readonly u: Float64Array;
}

/** The sum of the cones' degrees, by which s . z is divided to give mu. */
export function degree({ orthant, t }: ConeRows): number {
  return orthant.length + t.length;
}
