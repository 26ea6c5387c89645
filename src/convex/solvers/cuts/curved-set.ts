import type { InequalityRow } from '../polyhedral.js';

/** A halfspace that holds a curved convex set. */
export interface Cut {
  readonly row: InequalityRow;
  /** Adds the share of the cut's multiplier (>= 0) to the dual vector of the conic program. */
  addToDual(multiplier: number, z: Float64Array): void;
}

/** A convex set that a polyhedral solver knows by cuts alone. */
export interface CurvedSet {
  /** Cuts to begin with. */
  start(): readonly Cut[];
  /** A tangent that cuts x off, where x is further outside than the tolerance (relative to what is measured, or 1). */
  cutOff(x: Float64Array, tolerance: number): Cut | undefined;
  /** A cut that ends the ray, which lowers the cost by `descent` a unit, where the set itself ends it. */
  cutOffRay(ray: Float64Array, descent: number): Cut | undefined;
}
