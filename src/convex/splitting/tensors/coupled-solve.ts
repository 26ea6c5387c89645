import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../../plugins/trainer.js';
import type { RowsSize } from '../coupled-rows.js';
import { gradientSteps } from '../coupling-way.js';
import type { CoupledInverses, CouplingInverse } from './coupled-inverses.js';

const tiny = 1e-30;

/** The solve of a linear system, with what it keeps on the device. */
export interface TensorSolve {
  solve(rhs: Tensor2D): Tensor2D;
  dispose(): void;
}

/**
 * (blockdiag(M) + F'F)^-1 for neurons (2P, d), V above W, over rows X (n, d) with activity D' (P, n): exact up to rounding, or
 * as near as the steps come.
 */
export function tensorCoupledSolve(
  tf: TensorLibrary,
  { n, d, patterns: P }: RowsSize,
  { x, active }: { readonly x: Tensor2D; readonly active: Tensor2D },
  inverses: CoupledInverses,
): TensorSolve {
  const own = tf.tensor2d(inverses.own, [d, d]);
  const { coupling } = inverses;
  const rowsSolve =
    coupling.over === 'steps' ? bySteps(tf, { n, d }, active, coupling) : byInverse(tf, coupling);
  const solveDifferences = (rhs: Tensor2D): Tensor2D => {
    if (coupling.over === 'neurons') return tf.reshape(rowsSolve.solve(tf.reshape(rhs, [1, P * d])), [P, d]);
    const alone = tf.matMul(rhs, own);
    const rows = tf.sum(tf.mul(active, tf.matMul(alone, x, false, true)), 0, true);
    const coupled = rowsSolve.solve(rows as Tensor2D);
    const back = tf.matMul(tf.mul<Tensor2D>(active, tf.mul(coupled, 2)), x);
    return tf.sub(alone, tf.matMul(back, own));
  };
  return {
    solve(rhs) {
      const [v, w] = tf.split(rhs, 2) as [Tensor2D, Tensor2D];
      const sum = tf.matMul(tf.add<Tensor2D>(v, w), own);
      const difference = solveDifferences(tf.sub(v, w));
      return tf.mul(tf.concat([tf.add(sum, difference), tf.sub(sum, difference)]), 0.5);
    },
    dispose() {
      own.dispose();
      rowsSolve.dispose();
    },
  };
}

function byInverse(
  tf: TensorLibrary,
  { inverse, order }: Exclude<CouplingInverse, { over: 'steps' }>,
): TensorSolve {
  const matrix = tf.tensor2d(inverse, [order, order]);
  return { solve: (b) => tf.matMul(b, matrix), dispose: () => matrix.dispose() };
}

/**
 * K c = b for b (1, n) by preconditioned conjugate gradients from 0 (row-coupling.ts), as many steps every time: to look at a
 * residual is to wait for the device.
 */
function bySteps(
  tf: TensorLibrary,
  { n, d }: Pick<RowsSize, 'n' | 'd'>,
  active: Tensor2D,
  coupling: Extract<CouplingInverse, { over: 'steps' }>,
): TensorSolve {
  const halves = tf.tensor2d(coupling.halves, [n, d]);
  const diagonal = tf.tensor2d(coupling.diagonal, [1, n]);
  const gains = tf.tensor2d(coupling.gains, [1, n]);
  const inverse = tf.tensor2d(coupling.inverse, [d, d]);
  const multiply = (v: Tensor2D): Tensor2D => {
    const pulls = tf.matMul(tf.mul<Tensor2D>(active, v), halves);
    const images = tf.mul(active, tf.matMul(pulls, halves, false, true));
    return tf.add(v, tf.mul(tf.sum(images, 0, true), 2));
  };
  const precondition = (r: Tensor2D): Tensor2D => {
    const alone = tf.div<Tensor2D>(r, diagonal);
    const inner = tf.matMul(tf.matMul(tf.mul<Tensor2D>(alone, gains), halves), inverse);
    const along = tf.mul(gains, tf.matMul(inner, halves, false, true));
    return tf.sub(alone, tf.div(along, diagonal));
  };
  const product = (a: Tensor2D, b: Tensor2D) => tf.sum(tf.mul(a, b));
  return {
    solve(b) {
      let residual = b;
      let z = precondition(residual);
      let direction = z;
      let size = product(residual, z);
      let c = tf.zerosLike(b);
      for (let step = 1; ; step++) {
        const image = multiply(direction);
        // Of a right-hand side of zeros the solution is zero.
        const length = tf.div(size, tf.maximum(product(direction, image), tiny));
        c = tf.add(c, tf.mul(direction, length));
        if (step === gradientSteps) return c;
        residual = tf.sub(residual, tf.mul(image, length));
        z = precondition(residual);
        const next = product(residual, z);
        direction = tf.add(z, tf.mul(direction, tf.div(next, tf.maximum(size, tiny))));
        size = next;
      }
    },
    dispose: () => tf.dispose([halves, diagonal, gains, inverse]),
  };
}
