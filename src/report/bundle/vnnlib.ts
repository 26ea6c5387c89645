/** A box in the input space and the label that is right everywhere in it, or not. */
export interface RobustnessProperty {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** -1 or 1 with one output, else the place of the right output. */
  readonly label: number;
  readonly outputs: number;
  /** Said in the first line. */
  readonly comment: string;
}

/**
 * The negation of robustness in VNN-LIB: satisfiable exactly where some x in the box is not classified right (ties are not
 * right). A verifier that answers `unsat` has proven the row.
 * Source: VNN-LIB standard, as in the competitions on the verification of neural networks.
 */
export function vnnlib({ lower, upper, label, outputs, comment }: RobustnessProperty): string {
  const inputs = Array.from({ length: lower.length }, (_, j) => j);
  const declared = (letter: 'X' | 'Y', count: number) =>
    Array.from({ length: count }, (_, j) => `(declare-const ${letter}_${j} Real)`);
  return `${[
    `; ${comment}`,
    ...declared('X', lower.length),
    ...declared('Y', outputs),
    ...inputs.flatMap((j) => [
      `(assert (>= X_${j} ${decimal(lower[j]!)}))`,
      `(assert (<= X_${j} ${decimal(upper[j]!)}))`,
    ]),
    `(assert ${wrong(label, outputs)})`,
  ].join('\n')}\n`;
}

function wrong(label: number, outputs: number): string {
  if (outputs === 1) return label > 0 ? '(<= Y_0 0.0)' : '(>= Y_0 0.0)';
  const others = Array.from({ length: outputs }, (_, j) => j).filter((j) => j !== label);
  return `(or ${others.map((j) => `(and (>= Y_${j} Y_${label}))`).join(' ')})`;
}

/** The number in full, up to 100 places: SMT-LIB has no exponents, and a rounded bound would be another box. */
function decimal(value: number): string {
  const size = Math.abs(value);
  const [whole, fraction = ''] = (size < 1e21 ? size.toFixed(100) : `${BigInt(size)}`).split('.');
  const digits = `${whole}.${fraction.replace(/0+$/, '') || '0'}`;
  return value < 0 ? `(- ${digits})` : digits;
}
