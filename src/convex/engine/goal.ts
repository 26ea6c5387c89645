/** How far a run goes, and the best values known beforehand. */
export interface Goal {
  /** Certified gap that ends it, relative to 1 + |objective|. */
  readonly tolerance: number;
  readonly upper: number;
  readonly lower: number;
}
