import type { SparseMatrix } from '../../../plugins/conic-solver.js';
import type { InequalityRow, PolyhedralProgram } from '../polyhedral.js';

/** Throws a RangeError where the parts of a program do not fit each other or hold something other than numbers. */
export function checkProgram({ p, q, a, b, zero }: PolyhedralProgram): void {
  const n = q.length;
  if (p.rows !== n || p.cols !== n) throw new RangeError(`P is ${p.rows} x ${p.cols}, expected ${n} x ${n}`);
  if (a.cols !== n) throw new RangeError(`A has ${a.cols} columns, expected ${n}`);
  if (a.rows !== b.length) throw new RangeError(`A has ${a.rows} rows, b has ${b.length} entries`);
  if (zero < 0 || zero > a.rows) throw new RangeError(`${zero} zero rows among ${a.rows}`);
  for (const [name, values] of Object.entries({ P: p.values, q, A: a.values, b })) {
    if (!values.every(Number.isFinite)) throw new RangeError(`${name} holds a value that is not finite`);
  }
  for (let j = 0; j < n; j++) {
    for (let k = p.colStart[j]!; k < p.colStart[j + 1]!; k++) {
      if (p.rowIndex[k]! > j) throw new RangeError(`P has an entry below its diagonal, in column ${j}`);
    }
  }
}

/** The program with inequality rows added at the end. Throws a RangeError for a row that does not fit it. */
export function withRows(program: PolyhedralProgram, rows: readonly InequalityRow[]): PolyhedralProgram {
  const { a, b } = program;
  const added = new Uint32Array(a.cols);
  const lastRow = new Int32Array(a.cols).fill(-1);
  for (const [r, { columns, values, bound }] of rows.entries()) {
    if (columns.length !== values.length) {
      throw new RangeError(`added row ${r} has ${columns.length} columns and ${values.length} values`);
    }
    if (!Number.isFinite(bound) || !values.every(Number.isFinite)) {
      throw new RangeError(`added row ${r} holds a value that is not finite`);
    }
    for (const column of columns) {
      if (!(column in added)) throw new RangeError(`added row ${r} names column ${column} of ${a.cols}`);
      if (lastRow[column] === r) throw new RangeError(`added row ${r} names column ${column} twice`);
      lastRow[column] = r;
      added[column]!++;
    }
  }
  return {
    ...program,
    a: stack(a, rows, added),
    b: Float64Array.from([...b, ...rows.map(({ bound }) => bound)]),
  };
}

function stack(a: SparseMatrix, rows: readonly InequalityRow[], added: Uint32Array): SparseMatrix {
  const colStart = new Uint32Array(a.cols + 1);
  for (let j = 0; j < a.cols; j++) {
    colStart[j + 1] = colStart[j]! + a.colStart[j + 1]! - a.colStart[j]! + added[j]!;
  }
  const rowIndex = new Uint32Array(colStart[a.cols]!);
  const values = new Float64Array(colStart[a.cols]!);
  const next = new Uint32Array(a.cols);
  for (let j = 0; j < a.cols; j++) {
    rowIndex.set(a.rowIndex.subarray(a.colStart[j]!, a.colStart[j + 1]!), colStart[j]!);
    values.set(a.values.subarray(a.colStart[j]!, a.colStart[j + 1]!), colStart[j]!);
    next[j] = colStart[j]! + a.colStart[j + 1]! - a.colStart[j]!;
  }
  for (const [r, row] of rows.entries()) {
    for (const [k, column] of row.columns.entries()) {
      rowIndex[next[column]!] = a.rows + r;
      values[next[column]!++] = row.values[k]!;
    }
  }
  return { rows: a.rows + rows.length, cols: a.cols, colStart, rowIndex, values };
}
