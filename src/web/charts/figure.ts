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
