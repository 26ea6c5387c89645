/** A loss of the filter w (d,) that the pieces of a row share, in float64. */
export interface FilterLoss {
  value(w: Float64Array): number;
  /** (d,); not a number where the loss has no gradient. */
  gradient(w: Float64Array): Float64Array;
  /** About how much the gradient can change per length of w, for w not much shorter than the teacher. */
  readonly curvature: number;
}
