import { dot, type Matrix, norm2 } from '../../core/matrix.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import { type LossRows, lossRows } from './loss-rows.js';

/** What one of a program's units is in the problem's. */
export interface Units {
  readonly neurons: number;
  readonly objective: number;
  /** A loss row, x . g. */
  readonly output: number;
  /** Column j of the program is column order[j] of the data. */
  readonly order: readonly number[];
}

/** A problem with entries of typical size 1, targets of typical size 1 and a loss of factor 1. */
export interface ScaledProblem {
  /** Samples, columns that are not zero, attacked ones of them, which come first. */
  readonly n: number;
  readonly d: number;
  readonly attacked: number;
  /** (n, d). */
  readonly x: Float64Array;
  /** Of the attacked columns. */
  readonly radii: Float64Array;
  readonly weight: number;
  readonly loss: LossRows;
  readonly units: Units;
}

export function scaledProblem(problem: Omit<BoundedProblem, 'norm'>): ScaledProblem {
  const { x } = problem.train;
  const { rows: n } = x;
  const columns = nonzeroColumns(x);
  const d = columns.length;
  const isAttacked = (j: number) => problem.radii[j]! > 0;
  const order = [...columns.filter(isAttacked), ...columns.filter((j) => !isAttacked(j))];
  const entry = Math.sqrt(dot(x.data, x.data) / (n * d)) || 1;
  const targets = problem.train.y.data;
  const target = problem.loss.name === 'squared' ? norm2(targets) / Math.sqrt(n) || 1 : 1;
  const scaled = new Float64Array(n * d);
  for (let k = 0; k < n; k++)
    for (let j = 0; j < d; j++) scaled[k * d + j] = x.data[k * x.cols + order[j]!]! / entry;
  return {
    n,
    d,
    attacked: columns.filter(isAttacked).length,
    x: scaled,
    radii: Float64Array.from(order.filter(isAttacked), (j) => problem.radii[j]! / entry),
    weight: problem.weight / (problem.lossScale * target * entry),
    loss: lossRows(
      problem.loss.name,
      targets.map((y) => y / target),
    ),
    units: { neurons: target / entry, objective: problem.lossScale * target ** 2, output: target, order },
  };
}

/** Columns with an entry that is not zero: at an optimum no neuron has weight on the others. All where there is none. */
export function nonzeroColumns(x: Matrix): number[] {
  const nonzero = new Uint8Array(x.cols);
  for (let k = 0; k < x.rows; k++)
    for (let j = 0; j < x.cols; j++) if (x.data[k * x.cols + j] !== 0) nonzero[j] = 1;
  const columns = Array.from({ length: x.cols }, (_, j) => j);
  const kept = columns.filter((j) => nonzero[j]);
  return kept.length > 0 ? kept : columns;
}
