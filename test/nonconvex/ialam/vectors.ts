import { existsSync, readFileSync } from 'node:fs';
import { fromRows, type Matrix, zeros } from '#relucent/core/matrix.js';
import type { Point, Splitting } from '#relucent/nonconvex/ialam/splitting.js';

const file = new URL('../../../../shared/vectors/splitting.json', import.meta.url);

/** Reference values of another implementation, where they are at hand. */
// biome-ignore lint/suspicious/noExplicitAny: the file's groups all look different
export const groups: any = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).groups : undefined;

/** The transpose: the file has samples in columns. */
export function samples(columns: number[][]): Matrix {
  return fromRows(columns[0]!.map((_, n) => columns.map((row) => row[n]!)));
}

/** |x - y| <= tolerance max(1, |y|), as the file defines it. */
export function gap(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < actual.length; i++) {
    most = Math.max(most, Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!)));
  }
  return most;
}

export interface VectorInput {
  readonly X: number[][];
  readonly Y: number[][];
  readonly dims: number[];
  readonly alpha: number;
  readonly lambda_w: number;
  readonly lambda_v: number;
  readonly beta: number[];
}

export function splittingOf({ X, Y, dims, alpha, lambda_w, lambda_v, beta }: VectorInput): Splitting<Matrix> {
  return {
    x: samples(X),
    y: samples(Y),
    slopes: dims.slice(1).map(() => alpha),
    dataWeight: 1 / X[0]!.length,
    lambdaW: lambda_w,
    lambdaV: lambda_v,
    beta,
  };
}

type Columns = number[][];

export function weightsOf(w: Columns[], b: number[][] | 'zeros') {
  const biases =
    b === 'zeros' ? w.map((weight) => zeros(1, weight.length)) : b.map((each) => fromRows([each]));
  return { w: w.map(fromRows), b: biases };
}

export function pointOf(input: { W: Columns[]; b: number[][]; V: Columns[]; U: Columns[] }): Point<Matrix> {
  return { ...weightsOf(input.W, input.b), v: input.V.map(samples), u: input.U.map(samples) };
}
