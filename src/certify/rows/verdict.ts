/** What was found out about one row and its box. */
export interface Finding {
  /**
   * robust: proven that every margin form is positive at every point of the box. vulnerable: `counterexample` is a point
   * of the box at which one is not, evaluated in float64. undecided: limits or rounding came first.
   */
  readonly status: 'robust' | 'vulnerable' | 'undecided';
  /** The test that decided; the last one tried for undecided rows, absent where none was. */
  readonly by?: 'clean' | 'intervals' | 'relaxation' | 'attack' | 'branching';
  /** lower <= least margin form over the box <= upper: proven (-Infinity: nothing), and attained at a point. */
  readonly lower: number;
  readonly upper: number;
  readonly counterexample?: Float64Array;
  /** Nodes of the branch and bound. */
  readonly nodes: number;
}

export interface RowVerdict extends Finding {
  readonly seconds: number;
}

export interface SampleVerdict {
  /** One verdict per row, in their order. */
  readonly rows: readonly RowVerdict[];
  readonly robust: number;
  readonly vulnerable: number;
  readonly undecided: number;
  /** lower <= share of the rows that are right on their whole box <= upper: robust / n and (robust + undecided) / n. */
  readonly accuracy: { readonly lower: number; readonly upper: number };
}

export function summary(rows: readonly RowVerdict[]): SampleVerdict {
  const count = (status: Finding['status']) => rows.filter((row) => row.status === status).length;
  const [robust, vulnerable, undecided] = [count('robust'), count('vulnerable'), count('undecided')];
  const accuracy = { lower: robust / rows.length, upper: (robust + undecided) / rows.length };
  return { rows, robust, vulnerable, undecided, accuracy };
}
