/** Rows X (n, d) and the activity D' (P, n) of the patterns over them. */
export interface PatternedRows {
  readonly n: number;
  readonly d: number;
  readonly patterns: number;
  readonly x: Float64Array;
  readonly active: Float64Array;
}

/** What the cost of a solve depends on. */
export type RowsSize = Pick<PatternedRows, 'n' | 'd' | 'patterns'>;
