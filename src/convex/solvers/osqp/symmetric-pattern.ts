/** Where the upper triangle of a symmetric matrix has entries, compressed by columns (rows in any order, no repeats). */
export interface SymmetricPattern {
  readonly size: number;
  readonly colStart: Int32Array;
  readonly rowIndex: Int32Array;
}

/** The graph of the matrix: the neighbours of i, both triangles, without i, at start[i] .. start[i + 1] - 1. */
export function adjacencyOf({ size, colStart, rowIndex }: SymmetricPattern): {
  readonly start: Int32Array;
  readonly neighbours: Int32Array;
} {
  const start = new Int32Array(size + 1);
  for (let j = 0; j < size; j++) {
    for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
      const i = rowIndex[k]!;
      if (i === j) continue;
      start[i + 1]!++;
      start[j + 1]!++;
    }
  }
  for (let i = 0; i < size; i++) start[i + 1]! += start[i]!;
  const next = start.slice(0, size);
  const neighbours = new Int32Array(start[size]!);
  for (let j = 0; j < size; j++) {
    for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
      const i = rowIndex[k]!;
      if (i === j) continue;
      neighbours[next[i]!++] = j;
      neighbours[next[j]!++] = i;
    }
  }
  return { start, neighbours };
}

/**
 * The matrix with rows and columns in another order, its upper triangle again, and where each entry went: entry k of
 * the matrix is entry `place[k]` of the permuted one.
 */
export function permute(
  { size, colStart, rowIndex }: SymmetricPattern,
  order: Int32Array,
): { readonly pattern: SymmetricPattern; readonly place: Int32Array } {
  const position = new Int32Array(size);
  for (let k = 0; k < size; k++) position[order[k]!] = k;

  const newStart = new Int32Array(size + 1);
  for (let j = 0; j < size; j++) {
    for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
      newStart[Math.max(position[rowIndex[k]!]!, position[j]!) + 1]!++;
    }
  }
  for (let j = 0; j < size; j++) newStart[j + 1]! += newStart[j]!;
  const next = newStart.slice(0, size);
  const newRows = new Int32Array(rowIndex.length);
  const place = new Int32Array(rowIndex.length);
  for (let j = 0; j < size; j++) {
    for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
      const a = position[rowIndex[k]!]!;
      const b = position[j]!;
      place[k] = next[Math.max(a, b)]!++;
      newRows[place[k]!] = Math.min(a, b);
    }
  }
  return { pattern: { size, colStart: newStart, rowIndex: newRows }, place };
}
