import type { ConicProgram, SparseMatrix } from '../../../plugins/conic-solver.js';
import type { PolyhedralProgram } from '../polyhedral.js';
import { curvedCones } from './cones.js';
import type { CurvedSet } from './curved-set.js';
import { curvedQuadratics } from './quadratics.js';

/** A conic program taken apart into what a polyhedral solver takes and what it has to be taught by cuts. */
export interface Relaxation {
  readonly polyhedral: PolyhedralProgram;
  readonly curved: readonly CurvedSet[];
}

/** The program without its cones, and without P where `cutQuadratic`: then new variables stand for its parts. */
export function relax(program: ConicProgram, cutQuadratic: boolean): Relaxation {
  const { p, q, a, b, cones } = program;
  const flat = cones.zero + cones.nonnegative;
  const quadratics = cutQuadratic ? curvedQuadratics(p, a.cols) : [];
  const cols = a.cols + quadratics.length;
  const cost = new Float64Array(cols).fill(1);
  cost.set(q);
  return {
    polyhedral: {
      p: cutQuadratic ? emptyMatrix(cols) : p,
      q: cost,
      a: topLeft(a, flat, cols),
      b: b.slice(0, flat),
      zero: cones.zero,
    },
    curved: [...curvedCones(program), ...quadratics],
  };
}

/** The first rows of a matrix, with empty columns after its own. */
function topLeft(a: SparseMatrix, rows: number, cols: number): SparseMatrix {
  const kept = a.rowIndex.map((row) => (row < rows ? 1 : 0));
  const colStart = new Uint32Array(cols + 1);
  for (let column = 0; column < cols; column++) {
    let count = 0;
    if (column < a.cols) {
      for (let entry = a.colStart[column]!; entry < a.colStart[column + 1]!; entry++) count += kept[entry]!;
    }
    colStart[column + 1] = colStart[column]! + count;
  }
  return {
    rows,
    cols,
    colStart,
    rowIndex: a.rowIndex.filter((_, entry) => kept[entry]),
    values: a.values.filter((_, entry) => kept[entry]),
  };
}

function emptyMatrix(size: number): SparseMatrix {
  return {
    rows: size,
    cols: size,
    colStart: new Uint32Array(size + 1),
    rowIndex: new Uint32Array(0),
    values: new Float64Array(0),
  };
}
