/** c . f(x) + constant, a linear form of the outputs. */
export interface LinearForm {
  /** c (K,). */
  readonly coefficients: Float64Array;
  readonly constant: number;
}

/**
 * The forms that are all positive exactly where the label is right: y f for one output and y = -1 or +1; f_y - f_j for
 * every j != y for K outputs and y in {0, ..., K - 1}. A tie counts as wrong. Throws a RangeError for another label.
 */
export function marginForms(outputs: number, label: number): readonly LinearForm[] {
  if (outputs === 1) {
    if (label !== 1 && label !== -1) throw new RangeError(`expected the label -1 or 1, not ${label}`);
    return [{ coefficients: Float64Array.of(label), constant: 0 }];
  }
  if (!Number.isInteger(label) || label < 0 || label >= outputs) {
    throw new RangeError(`expected a label from 0 to ${outputs - 1}, not ${label}`);
  }
  const others = Array.from({ length: outputs }, (_, j) => j).filter((j) => j !== label);
  return others.map((j) => {
    const coefficients = new Float64Array(outputs);
    coefficients[label] = 1;
    coefficients[j] = -1;
    return { coefficients, constant: 0 };
  });
}

/** The form's value. For the forms of {@link marginForms} its sign is right: a difference of two floats has the true sign. */
export function formValue({ coefficients, constant }: LinearForm, outputs: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < outputs.length; k++) {
    if (coefficients[k] !== 0) sum += coefficients[k]! * outputs[k]!;
  }
  return sum + constant;
}
