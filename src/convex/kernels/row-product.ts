/** A block of a row-major matrix inside an array: where it starts, and how far its rows lie apart. */
export interface Block {
  readonly data: Float64Array;
  readonly start: number;
  readonly stride: number;
}

export interface RowProductShape {
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  /** +1: C += AB', -1: C -= AB'. */
  readonly sign: 1 | -1;
  /** Only what lies on or below the diagonal of C is needed. */
  readonly lower: boolean;
}

/** C (rows x cols) += sign A B' for A rows x inner and B cols x inner: inner products of rows, which lie side by side. */
export type RowProduct = (c: Block, a: Block, b: Block, shape: RowProductShape) => void;

const tile = 4;
/** Entries of a row taken at a time: 4 rows of B stay in the first cache. */
const depth = 256;

/** Sums of a tile of 4 x 4 entries stay in registers. */
export const rowProduct: RowProduct = (c, a, b, { rows, cols, inner, sign, lower }) => {
  for (let p = 0; p < inner; p += depth) {
    const length = Math.min(depth, inner - p);
    for (let i = 0; i < rows; i += tile) {
      const height = Math.min(tile, rows - i);
      const end = lower ? Math.min(cols, i + height) : cols;
      for (let j = 0; j < end; j += tile) {
        const at = c.start + i * c.stride + j;
        const left = a.start + i * a.stride + p;
        const right = b.start + j * b.stride + p;
        const width = Math.min(tile, cols - j);
        if (height === tile && width === tile) fullTile(c, a, b, at, left, right, length, sign);
        else partOfTile(c, a, b, at, left, right, length, sign, height, width);
      }
    }
  }
};

function partOfTile(
  c: Block,
  a: Block,
  b: Block,
  at: number,
  left: number,
  right: number,
  length: number,
  sign: number,
  height: number,
  width: number,
): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [x, y] = [left + i * a.stride, right + j * b.stride];
      let sum = 0;
      for (let p = 0; p < length; p++) sum += a.data[x + p]! * b.data[y + p]!;
      c.data[at + i * c.stride + j]! += sign * sum;
    }
  }
}

function fullTile(
  { data: c, stride }: Block,
  { data: a, stride: strideA }: Block,
  { data: b, stride: strideB }: Block,
  at: number,
  a0: number,
  b0: number,
  length: number,
  sign: number,
): void {
  const [a1, a2, a3] = [a0 + strideA, a0 + 2 * strideA, a0 + 3 * strideA];
  const [b1, b2, b3] = [b0 + strideB, b0 + 2 * strideB, b0 + 3 * strideB];
  let [c00, c01, c02, c03] = [0, 0, 0, 0];
  let [c10, c11, c12, c13] = [0, 0, 0, 0];
  let [c20, c21, c22, c23] = [0, 0, 0, 0];
  let [c30, c31, c32, c33] = [0, 0, 0, 0];
  for (let p = 0; p < length; p++) {
    const [x, y] = [b[b0 + p]!, b[b1 + p]!];
    const [z, w] = [b[b2 + p]!, b[b3 + p]!];
    let v = a[a0 + p]!;
    c00 += v * x;
    c01 += v * y;
    c02 += v * z;
    c03 += v * w;
    v = a[a1 + p]!;
    c10 += v * x;
    c11 += v * y;
    c12 += v * z;
    c13 += v * w;
    v = a[a2 + p]!;
    c20 += v * x;
    c21 += v * y;
    c22 += v * z;
    c23 += v * w;
    v = a[a3 + p]!;
    c30 += v * x;
    c31 += v * y;
    c32 += v * z;
    c33 += v * w;
  }
  addRow(c, at, sign, c00, c01, c02, c03);
  addRow(c, at + stride, sign, c10, c11, c12, c13);
  addRow(c, at + 2 * stride, sign, c20, c21, c22, c23);
  addRow(c, at + 3 * stride, sign, c30, c31, c32, c33);
}

function addRow(c: Float64Array, at: number, sign: number, x: number, y: number, z: number, w: number): void {
  c[at]! += sign * x;
  c[at + 1]! += sign * y;
  c[at + 2]! += sign * z;
  c[at + 3]! += sign * w;
}
