import { depth, type TileProduct, tileCols, tileProduct, tileRows } from '../wasm/tile-product.js';

/** Multiply-adds from which on handing the factors over, or packing them for SIMD, takes less time than it saves. */
const worthPacking = 2 ** 16;
/** Rows of A packed at a time: a block of rows that passes through a network fits. */
const mostRows = 264;
/** Made when the first large product is asked for. */
let simd: TileProduct | undefined;

/** out += a b': a (m, k), b (n, k), out (m, n), all row-major. */
export type LargeProduct = (
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  sizes: { readonly m: number; readonly n: number; readonly k: number },
) => void;
let large: LargeProduct = simdProduct;

/** From now on large factors are multiplied so in this process (or thread), in place of our own SIMD. */
export function multiplyLargeBy(product: LargeProduct): void {
  large = product;
}

/**
 * out = start + a b', entry by entry: a (m, k), b (n, k), both row-major, out (m, n); `start` (n,) is what every row
 * of the sums begins with. Each of our own sums runs over k in order, so that all our ways to compute it give the same
 * digits; another {@link LargeProduct} rounds in an order of its own.
 */
export function productWithTransposed(
  m: number,
  a: Float64Array,
  b: Float64Array,
  k: number,
  start: Float64Array,
): Float64Array {
  const n = start.length;
  if (m < 2 * tileRows || n < tileCols || m * n * k < worthPacking) return inRegisters(m, a, b, k, start);
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) out.set(start, i * n);
  large(out, a, b, { m, n, k });
  return out;
}

/** Our own: strips of both factors are packed into the memory of WebAssembly and multiplied there. */
export function simdProduct(...[out, a, b, { m, n, k }]: Parameters<LargeProduct>): void {
  simd ??= tileProduct(mostRows);
  const { heap, c } = simd;
  for (let p = 0; p < k; p += depth) {
    const length = Math.min(depth, k - p);
    for (let i = 0; i < m; i += mostRows) {
      const rows = Math.min(mostRows, m - i);
      simd.packA(a, i * k + p, k, rows, length);
      for (let j = 0; j < n; j += tileCols) {
        const width = Math.min(tileCols, n - j);
        simd.packB(b, j * k + p, k, width, length);
        for (let r = 0; r < rows; r++)
          for (let q = 0; q < width; q++) heap[c + r * tileCols + q] = out[(i + r) * n + j + q]!;
        simd.multiply(0, Math.ceil(rows / tileRows), length);
        for (let r = 0; r < rows; r++)
          for (let q = 0; q < width; q++) out[(i + r) * n + j + q] = heap[c + r * tileCols + q]!;
      }
    }
  }
}

/** Blocks of 2 x 4 sums at a time, because numbers held in registers are several times as fast as numbers in memory. */
function inRegisters(
  m: number,
  a: Float64Array,
  b: Float64Array,
  k: number,
  start: Float64Array,
): Float64Array {
  const n = start.length;
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i += 2) {
    const i0 = i * k;
    const paired = i + 1 < m;
    const i1 = paired ? i0 + k : i0;
    for (let j = 0; j < n; j += 4) {
      const width = Math.min(4, n - j);
      const b0 = j * k;
      const b1 = width > 1 ? b0 + k : b0;
      const b2 = width > 2 ? b1 + k : b0;
      const b3 = width > 3 ? b2 + k : b0;
      let s00 = start[j]!;
      let s01 = start[j + 1] ?? 0;
      let s02 = start[j + 2] ?? 0;
      let s03 = start[j + 3] ?? 0;
      let s10 = s00;
      let s11 = s01;
      let s12 = s02;
      let s13 = s03;
      for (let c = 0; c < k; c++) {
        const x = a[i0 + c]!;
        const y = a[i1 + c]!;
        const w0 = b[b0 + c]!;
        const w1 = b[b1 + c]!;
        const w2 = b[b2 + c]!;
        const w3 = b[b3 + c]!;
        s00 += x * w0;
        s01 += x * w1;
        s02 += x * w2;
        s03 += x * w3;
        s10 += y * w0;
        s11 += y * w1;
        s12 += y * w2;
        s13 += y * w3;
      }
      const at0 = i * n + j;
      out[at0] = s00;
      if (width > 1) out[at0 + 1] = s01;
      if (width > 2) out[at0 + 2] = s02;
      if (width > 3) out[at0 + 3] = s03;
      if (!paired) continue;
      const at1 = at0 + n;
      out[at1] = s10;
      if (width > 1) out[at1 + 1] = s11;
      if (width > 2) out[at1 + 2] = s12;
      if (width > 3) out[at1 + 3] = s13;
    }
  }
  return out;
}
