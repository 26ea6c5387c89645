/** A function of expressions as JavaScript, and its derivative by the chain rule; `v` and `d` are texts of numbers. */
interface ExpressionFunction {
  readonly inputs: number;
  code(v: readonly string[]): string;
  /** The derivative from values `v` and derivatives `d` of the inputs and the function's own value `f`. */
  slope(v: readonly string[], d: readonly string[], f: string): string;
}

const one = (code: (v: string) => string, slope: (v: string, f: string) => string): ExpressionFunction => ({
  inputs: 1,
  code: ([v]) => code(v!),
  slope: ([v], [d], f) => `(${slope(v!, f)}) * ${d}`,
});

/** What an expression may call. At a kink the derivative is the limit from one side, or 0. */
export const functions = {
  abs: one((v) => `Math.abs(${v})`, (v) => `Math.sign(${v})`), // biome-ignore format: one function a line
  sign: one(
    (v) => `Math.sign(${v})`,
    () => '0',
  ),
  sqrt: one(
    (v) => `Math.sqrt(${v})`,
    (_, f) => `0.5 / ${f}`,
  ),
  cbrt: one(
    (v) => `Math.cbrt(${v})`,
    (_, f) => `1 / (3 * ${f} * ${f})`,
  ),
  exp: one(
    (v) => `Math.exp(${v})`,
    (_, f) => f,
  ),
  expm1: one(
    (v) => `Math.expm1(${v})`,
    (_, f) => `${f} + 1`,
  ),
  log: one(
    (v) => `Math.log(${v})`,
    (v) => `1 / ${v}`,
  ),
  log1p: one(
    (v) => `Math.log1p(${v})`,
    (v) => `1 / (1 + ${v})`,
  ),
  sin: one(
    (v) => `Math.sin(${v})`,
    (v) => `Math.cos(${v})`,
  ),
  cos: one(
    (v) => `Math.cos(${v})`,
    (v) => `-Math.sin(${v})`,
  ),
  acos: one(
    (v) => `Math.acos(${v})`,
    (v) => `-1 / Math.sqrt(1 - ${v} * ${v})`,
  ),
  asin: one(
    (v) => `Math.asin(${v})`,
    (v) => `1 / Math.sqrt(1 - ${v} * ${v})`,
  ),
  atan: one(
    (v) => `Math.atan(${v})`,
    (v) => `1 / (1 + ${v} * ${v})`,
  ),
  tanh: one(
    (v) => `Math.tanh(${v})`,
    (_, f) => `1 - ${f} * ${f}`,
  ),
  min: {
    inputs: 2,
    code: ([a, b]) => `Math.min(${a}, ${b})`,
    slope: ([a, b], [da, db]) => `(${a} <= ${b} ? ${da} : ${db})`,
  },
  max: {
    inputs: 2,
    code: ([a, b]) => `Math.max(${a}, ${b})`,
    slope: ([a, b], [da, db]) => `(${a} >= ${b} ? ${da} : ${db})`,
  },
} as const satisfies Readonly<Record<string, ExpressionFunction>>;

export type FunctionName = keyof typeof functions;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}

export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);
