import { type Address, floatsAt, memoryOf, type WasmBackend, withScratch } from './heap.js';
import type { ProductTask, Sgemm } from './sgemm.js';
import { compileProduct, type ProductFunctions, tileCols, tileRows } from './simd/product.js';

/** Rows of A and entries of the inner dimension that are packed at a time: A's part fits the second-level cache. */
const blockRows = 120;
const blockInner = 256;

/**
 * Products by our own WebAssembly: both operands are packed block by block, transposed or not, and a 4 x 8 block of C
 * is summed up in registers. Source: Goto, van de Geijn: Anatomy of High-Performance Matrix Multiplication, ACM TOMS
 * 34 (2008).
 */
export function ownSgemm(backend: WasmBackend): Sgemm {
  const functions = compileProduct(memoryOf(backend));
  return (task) => multiply(backend, functions, task);
}

function multiply(backend: WasmBackend, functions: ProductFunctions, task: ProductTask): void {
  const { rows, inner, cols } = task;
  if (!task.accumulate) floatsAt(backend, task.c, rows * cols).fill(0);
  const depth = Math.min(blockInner, inner);
  const tall = roundUp(Math.min(blockRows, rows), tileRows);
  const sizes = [tall * depth, roundUp(cols, tileCols) * depth, tall * tileCols].map((n) => 4 * n);
  withScratch(backend, sizes[0]! + sizes[1]! + sizes[2]!, (packedA) => {
    const packedB = packedA + sizes[0]!;
    const edge = packedB + sizes[1]!;
    for (let p = 0; p < inner; p += blockInner) {
      const k = Math.min(blockInner, inner - p);
      packB(backend, functions, task, packedB, p, k);
      for (let i = 0; i < rows; i += blockRows) {
        const m = Math.min(blockRows, rows - i);
        packA(backend, functions, task, packedA, i, m, p, k);
        multiplyBlock(backend, functions, task, { packedA, packedB, edge, i, m, k });
      }
    }
  });
}

/** C[i..i+m, :] += the packed part of A times the packed part of B. */
function multiplyBlock(
  backend: WasmBackend,
  functions: ProductFunctions,
  { c, cols }: ProductTask,
  block: { packedA: Address; packedB: Address; edge: Address; i: number; m: number; k: number },
): void {
  const { packedA, packedB, edge, i, m, k } = block;
  const wholeTiles = Math.floor(m / tileRows);
  for (let j = 0; j < cols; j += tileCols) {
    const b = packedB + 4 * j * k;
    const width = Math.min(tileCols, cols - j);
    // Blocks that stick out of C are summed up beside it.
    const inside = width === tileCols ? wholeTiles : 0;
    if (inside > 0) functions.multiply(packedA, b, c + 4 * (i * cols + j), 4 * cols, k, inside);
    const from = inside * tileRows;
    if (from === m) continue;
    const tiles = Math.ceil((m - from) / tileRows);
    const sums = floatsAt(backend, edge, tiles * tileRows * tileCols).fill(0);
    functions.multiply(packedA + 4 * from * k, b, edge, 4 * tileCols, k, tiles);
    const target = floatsAt(backend, c + 4 * ((i + from) * cols + j), (m - from - 1) * cols + width);
    for (let r = 0; r < m - from; r++)
      for (let q = 0; q < width; q++) target[r * cols + q]! += sums[r * tileCols + q]!;
  }
}

/** Columns p..p+k of rows i..i+m of op(A), in blocks of 4 rows; missing rows of the last block are zero. */
function packA(
  backend: WasmBackend,
  functions: ProductFunctions,
  { a, transposeA, rows, inner }: ProductTask,
  target: Address,
  i: number,
  m: number,
  p: number,
  k: number,
): void {
  const [across, along] = transposeA ? [1, rows] : [inner, 1];
  for (let r = 0; r < m; r += tileRows) {
    const source = a + 4 * ((i + r) * across + p * along);
    const to = target + 4 * r * k;
    if (m - r >= tileRows) functions.pack4(source, 4 * across, 4 * along, to, k);
    else packEdge(backend, { source, across, along, target: to, width: m - r, full: tileRows, k });
  }
}

/** Rows p..p+k of op(B), in blocks of 8 columns; missing columns of the last block are zero. */
function packB(
  backend: WasmBackend,
  functions: ProductFunctions,
  { b, transposeB, inner, cols }: ProductTask,
  target: Address,
  p: number,
  k: number,
): void {
  const [across, along] = transposeB ? [inner, 1] : [1, cols];
  for (let j = 0; j < cols; j += tileCols) {
    const source = b + 4 * (j * across + p * along);
    const to = target + 4 * j * k;
    if (cols - j < tileCols)
      packEdge(backend, { source, across, along, target: to, width: cols - j, full: tileCols, k });
    else if (transposeB) functions.pack8(source, 4 * across, 4 * along, to, k);
    else functions.pack8rows(source, 4 * along, to, k);
  }
}

/** What pack4 and pack8 do, for fewer than 4 or 8 entries in a group, padded by zeros. Strides are in entries. */
function packEdge(
  backend: WasmBackend,
  edge: {
    source: Address;
    across: number;
    along: number;
    target: Address;
    width: number;
    full: number;
    k: number;
  },
): void {
  const { across, along, width, full, k } = edge;
  const source = floatsAt(backend, edge.source, (width - 1) * across + (k - 1) * along + 1);
  const target = floatsAt(backend, edge.target, full * k).fill(0);
  for (let p = 0; p < k; p++)
    for (let q = 0; q < width; q++) target[p * full + q] = source[q * across + p * along]!;
}

const roundUp = (n: number, multiple: number) => Math.ceil(n / multiple) * multiple;
