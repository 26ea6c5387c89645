import type { SymmetricPattern } from './symmetric-pattern.js';

/** What the pattern alone tells about a factorization: the elimination tree and where the columns of L begin. */
export interface LdlAnalysis {
  readonly pattern: SymmetricPattern;
  /** Parent of each column in the elimination tree; -1 for a root. */
  readonly parent: Int32Array;
  /** Column j of L, without its diagonal, holds entries colStart[j] .. colStart[j + 1] - 1. */
  readonly colStart: Int32Array;
  /** Multiplications of one factorization: sum of (column length)^2. */
  readonly work: number;
}

export interface Ldl {
  /**
   * LDL' of the matrix with these values of the analysed upper triangle. Returns how many entries of D are positive;
   * -1 when one is zero or not a number, and then there is no factorization.
   */
  factor(values: Float64Array): number;
  /** x := (LDL')^-1 x. */
  solve(x: Float64Array): void;
}

/** Elimination tree and column counts (Davis, Direct Methods for Sparse Linear Systems, section 4.1). */
export function analyseLdl(pattern: SymmetricPattern): LdlAnalysis {
  const { size, colStart, rowIndex } = pattern;
  const parent = new Int32Array(size).fill(-1);
  const visited = new Int32Array(size);
  const counts = new Int32Array(size);
  for (let j = 0; j < size; j++) {
    visited[j] = j;
    for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
      for (let i = rowIndex[k]!; visited[i] !== j; i = parent[i]!) {
        if (parent[i] === -1) parent[i] = j;
        counts[i]!++;
        visited[i] = j;
      }
    }
  }
  const factorStart = new Int32Array(size + 1);
  let work = 0;
  for (let j = 0; j < size; j++) {
    factorStart[j + 1] = factorStart[j]! + counts[j]!;
    work += counts[j]! ** 2;
  }
  return { pattern, parent, colStart: factorStart, work };
}

/**
 * Sparse LDL' without pivoting, row by row of L ("up-looking", as in QDLDL: Stellato et al. 2020, section 3.1).
 * It exists for every order of a quasi-definite matrix (Vanderbei, 1995). Storage is taken once and reused.
 */
export function ldl({ pattern, parent, colStart: factorStart }: LdlAnalysis): Ldl {
  const { size, colStart, rowIndex } = pattern;
  const factorRows = new Int32Array(factorStart[size]!);
  const factorValues = new Float64Array(factorStart[size]!);
  const inverse = new Float64Array(size); // 1 / D
  const filled = new Int32Array(size); // end of the part of each column of L that is known
  const work = new Float64Array(size);
  const visited = new Int32Array(size);
  const path = new Int32Array(size);
  const reach = new Int32Array(size);

  /** Columns with an entry in row j of L, descendants first, in reach[result .. size - 1]. */
  const rowPattern = (j: number): number => {
    let top = size;
    visited[j] = j;
    for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
      let depth = 0;
      for (let i = rowIndex[k]!; visited[i] !== j; i = parent[i]!) {
        path[depth++] = i;
        visited[i] = j;
      }
      while (depth > 0) reach[--top] = path[--depth]!;
    }
    return top;
  };

  return {
    factor(values) {
      visited.fill(-1);
      for (let j = 0; j < size; j++) filled[j] = factorStart[j]!;
      let positive = 0;
      for (let j = 0; j < size; j++) {
        let diagonal = 0;
        for (let k = colStart[j]!; k < colStart[j + 1]!; k++) {
          if (rowIndex[k] === j) diagonal = values[k]!;
          else work[rowIndex[k]!] = values[k]!;
        }
        for (let r = rowPattern(j); r < size; r++) {
          const i = reach[r]!;
          const entry = work[i]!;
          work[i] = 0;
          const end = filled[i]!;
          for (let k = factorStart[i]!; k < end; k++) work[factorRows[k]!]! -= factorValues[k]! * entry;
          const scaled = entry * inverse[i]!;
          diagonal -= entry * scaled;
          factorRows[end] = j;
          factorValues[end] = scaled;
          filled[i] = end + 1;
        }
        if (diagonal === 0 || !Number.isFinite(diagonal)) {
          work.fill(0);
          return -1;
        }
        if (diagonal > 0) positive++;
        inverse[j] = 1 / diagonal;
      }
      return positive;
    },

    solve(x) {
      for (let j = 0; j < size; j++) {
        const value = x[j]!;
        const end = factorStart[j + 1]!;
        for (let k = factorStart[j]!; k < end; k++) x[factorRows[k]!]! -= factorValues[k]! * value;
      }
      for (let j = size - 1; j >= 0; j--) {
        let value = x[j]! * inverse[j]!;
        const end = factorStart[j + 1]!;
        for (let k = factorStart[j]!; k < end; k++) value -= factorValues[k]! * x[factorRows[k]!]!;
        x[j] = value;
      }
    },
  };
}
