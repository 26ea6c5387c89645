import type { SplitProblem } from '#relucent/nonconvex/extrapolation/inner-iteration.js';
import { linfLevel } from '#relucent/nonconvex/extrapolation/prox.js';
import type { Space } from '#relucent/nonconvex/extrapolation/space.js';

/** A matrix as rows; a bias is a matrix with one column (or one row). */
export type Rows = number[][];
export type List = readonly Rows[];

const zip = (a: Rows, b: Rows, f: (x: number, y: number) => number): Rows =>
  a.map((row, i) => row.map((x, j) => f(x, b[i]![j]!)));
const map = (a: Rows, f: (x: number) => number): Rows => a.map((row) => row.map(f));
export const transpose = (a: Rows): Rows => a[0]!.map((_, j) => a.map((row) => row[j]!));
export const product = (a: Rows, b: Rows): Rows => {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => row.reduce((sum, x, k) => sum + x * column[k]!, 0)));
};
const total = (a: Rows) => a.flat().reduce((sum, x) => sum + x, 0);
const squares = (a: Rows) => total(map(a, (x) => x * x));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const clipAt = (level: number) => (x: number) => Math.max(-level, Math.min(level, x));

/** Lists of float64 matrices. */
export const space: Space<List> = {
  combine: (a, x, b, y) => x.map((each, i) => zip(each, y[i]!, (u, v) => a * u + b * v)),
  dot: (x, y) => x.reduce((sum, each, i) => sum + total(zip(each, y[i]!, (u, v) => u * v)), 0),
  clip: (x, bound) => x.map((each) => map(each, clipAt(bound))),
  rounding: 1e-12,
};

export const soft = (x: number, step: number) => Math.sign(x) * Math.max(0, Math.abs(x) - step);

/** The sparse autoencoder by hand: rows are columns of X (d, N), p = W1, b1, W2, b2 with biases as columns. */
export function autoencoder(x: Rows, lam: number): SplitProblem<List> & { regularizer(s: List): number } {
  const n = x[0]!.length;
  const layer = (w: Rows, b: Rows, input: Rows) =>
    product(w, input).map((row, i) => row.map((z) => sigmoid(z + b[i]![0]!)));
  const slope: SplitProblem<List>['slope'] = ([w1, b1, w2, b2], [s], mu) => {
    const z = layer(w1!, b1!, x);
    const f = layer(w2!, b2!, z);
    const apart = zip(z, s!, (u, v) => u - v);
    const wrong = zip(f, x, (u, v) => u - v);
    const pull2 = zip(wrong, f, (e, out) => (e * out * (1 - out)) / n);
    const inCodes = zip(product(transpose(w2!), pull2), apart, (u, v) => u + v / (mu * n));
    const pull1 = zip(inCodes, z, (e, out) => e * out * (1 - out));
    const sums = (pull: Rows) => pull.map((row) => [row.reduce((sum, each) => sum + each, 0)]);
    return {
      energy: (squares(wrong) / 2 + squares(apart) / (2 * mu)) / n,
      gradient: [product(pull1, transpose(x)), sums(pull1), product(pull2, transpose(z)), sums(pull2)],
    };
  };
  return {
    space,
    features: ([w1, b1]) => [layer(w1!, b1!, x)],
    prox: ([s], step) => [map(s!, (each) => soft(each, step * lam))],
    energy: (p, s, mu) => slope(p, s, mu).energy,
    slope,
    regularizer: ([s]) => (lam * total(map(s!, Math.abs))) / n,
  };
}

/** A softplus network with cross-entropy and its two Gram matrices by hand: rows of X (N, d), W (inputs, outputs). */
export function gramNetwork(
  x: Rows,
  labels: readonly number[],
  penalty: { readonly xi: number } | { readonly lambda: number },
): SplitProblem<List> {
  const n = x.length;
  const affine = (input: Rows, w: Rows, b: Rows) =>
    product(input, w).map((row) => row.map((z, j) => z + b[0]![j]!));
  const deviation = (w: Rows) =>
    product(transpose(w), w).map((row, i) => row.map((entry, j) => entry - (i === j ? 1 : 0)));
  const slope: SplitProblem<List>['slope'] = ([w1, b1, w2, b2], s, mu) => {
    const z = affine(x, w1!, b1!);
    const h = map(z, (each) => Math.log1p(Math.exp(-Math.abs(each))) + Math.max(0, each));
    const f = affine(h, w2!, b2!);
    const logs = f.map((row) => Math.log(row.reduce((sum, each) => sum + Math.exp(each), 0)));
    const loss = f.reduce((sum, row, k) => sum + logs[k]! - row[labels[k]!]!, 0) / n;
    const pull2 = f.map((row, k) =>
      row.map((each, j) => (Math.exp(each - logs[k]!) - (labels[k] === j ? 1 : 0)) / n),
    );
    const pull1 = zip(product(pull2, transpose(w2!)), z, (pull, at) => pull * sigmoid(at));
    const apart = [w1!, w2!].map((w, l) => zip(deviation(w), s[l]!, (u, v) => u - v));
    const fromGram = (w: Rows, d: Rows) =>
      map(
        product(
          w,
          zip(d, transpose(d), (u, v) => u + v),
        ),
        (each) => each / mu,
      );
    const add = (a: Rows, b: Rows) => zip(a, b, (u, v) => u + v);
    const sums = (pull: Rows) => [
      transpose(pull).map((column) => column.reduce((sum, each) => sum + each, 0)),
    ];
    return {
      energy: loss + apart.reduce((sum, each) => sum + squares(each), 0) / (2 * mu),
      gradient: [
        add(product(transpose(x), pull1), fromGram(w1!, apart[0]!)),
        sums(pull1),
        add(product(transpose(h), pull2), fromGram(w2!, apart[1]!)),
        sums(pull2),
      ],
    };
  };
  const level = (s: Rows, step: number) =>
    'xi' in penalty ? penalty.xi : linfLevel(s.flat(), step * penalty.lambda);
  return {
    space,
    features: ([w1, , w2]) => [deviation(w1!), deviation(w2!)],
    prox: (s, step) => s.map((each) => map(each, clipAt(level(each, step)))),
    energy: (p, s, mu) => slope(p, s, mu).energy,
    slope,
  };
}
