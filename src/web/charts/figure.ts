/** One line of a chart. */
export interface Line {
  readonly label: string;
  /** Name of a colour of the style sheet: s0 to s7, lower, upper. */
  readonly colour: string;
  readonly dashed: boolean;
  /** Drawn strongly and named in the legend; the others stand back. */
  readonly strong: boolean;
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What a chart draws. */
export interface Figure {
  readonly across: 'seconds' | 'iterations';
  readonly lines: readonly Line[];
}

/** Whether a logarithmic axis can show all values. */
export function allPositive({ lines }: Figure): boolean {
  return lines.some(({ y }) => y.length > 0) && lines.every(({ y }) => y.every((value) => value > 0));
}

/** Whether the values differ so much that a logarithmic axis shows more than a linear one. */
export function spansFactors({ lines }: Figure, factor = 3): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { y } of lines) {
    for (const value of y) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high >= factor * low;
}
