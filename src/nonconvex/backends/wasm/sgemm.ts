import type { Address } from './heap.js';

/** A matrix product on the heap. All matrices are row-major float32 without gaps. */
export interface ProductTask {
  readonly rows: number;
  readonly inner: number;
  readonly cols: number;
  /** rows x inner, or inner x rows where `transposeA`. */
  readonly a: Address;
  readonly transposeA: boolean;
  /** inner x cols, or cols x inner where `transposeB`. */
  readonly b: Address;
  readonly transposeB: boolean;
  /** rows x cols. */
  readonly c: Address;
  /** C += op(A) op(B) instead of C = op(A) op(B). */
  readonly accumulate: boolean;
}

/** Single-precision general matrix multiply. May read and write the heap, and allocate scratch memory on it. */
export type Sgemm = (task: ProductTask) => void;
