/** What the iteration does with p, g(p) and s, so that it reads the same on tensors and on float64 arrays. */
export interface Space<V> {
  /** a x + b y. */
  combine(a: number, x: V, b: number, y: V): V;
  /** <x, y>. */
  dot(x: V, y: V): number;
  /** Every entry moved into [-bound, bound]. */
  clip(x: V, bound: number): V;
  /** Relative rounding of the energies: they are compared up to it. */
  readonly rounding: number;
}
