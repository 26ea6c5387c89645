import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../../plugins/trainer.js';
import type { SplitIterate, SplitProgram } from '../iterates.js';
import { isBalanced, nextHandedOut, penaltyFactor, type Residuals, relaxation } from '../schedule.js';
import type { CoupledInverses } from './coupled-inverses.js';
import { tensorCoupledSolve } from './coupled-solve.js';

const millisecondsPerTurn = 50;

/**
 * Neurons u with X u of each (2P, n) and F u (n,), p with their scaled multipliers a (2P, d), and s + b of the cone rows
 * (2P, n).
 */
type State = {
  readonly u: Tensor2D;
  readonly images: Tensor2D;
  readonly f: Tensor1D;
  readonly p: Tensor2D;
  readonly a: Tensor2D;
  readonly cone: Tensor2D;
};

/**
 * The iteration of splitIterates on float32 tensors, from zero and for the l2 norm; the outputs z, n numbers, stay in
 * float64, where their proximal map is. Each solve is for the change of u: its right-hand side is the residual, which costs
 * no more than the whole one, so that the rounding of the inverses shrinks with the steps; M is as ill-conditioned as
 * X'X. Ends where the signal is aborted.
 */
export async function* tensorIterates(
  tf: TensorLibrary,
  program: SplitProgram,
  inverses: CoupledInverses,
  signal: AbortSignal,
): AsyncGenerator<SplitIterate, void> {
  const { n, d, patterns: P, y, weight, prox } = program;
  const matrix = (data: Float64Array | Float32Array, rows: number, cols: number) =>
    tf.tensor2d(data instanceof Float32Array ? data : Float32Array.from(data), [rows, cols]);
  const constants = tf.tidy(() => {
    const active = matrix(program.active, P, n);
    const signs = tf.sub<Tensor2D>(tf.mul(active, 2), 1);
    return {
      x: matrix(program.x, n, d),
      active,
      signs: tf.concat([signs, signs]) as Tensor2D,
      outputs: tf.concat([active, tf.neg(active)]) as Tensor2D,
    };
  });
  const { x, signs, outputs } = constants;

  const { solve, dispose } = tensorCoupledSolve(tf, program, constants, inverses);
  const squares = (a: Tensor2D) => tf.sum(tf.square(a));

  /** One iteration but for z: the next state, F u, and on request the squares of the residuals. */
  const step = (before: State, pull: Float64Array, rho: number, measured: boolean) =>
    tf.tidy(() => {
      const { p, a, cone } = before;
      const pulled = tf.mul(outputs, tf.sub(matrix(pull, 1, n), tf.reshape(before.f, [1, n])));
      const rows = tf.add<Tensor2D>(tf.sub(tf.mul(signs, tf.abs(cone)), before.images), pulled);
      const rest = tf.sub(tf.sub(p, a), before.u);
      const u = tf.add<Tensor2D>(before.u, solve(tf.add(tf.matMul(rows, x), rest)));
      const images = tf.matMul(u, x, false, true) as Tensor2D;
      const f = tf.sum(tf.mul(outputs, images), 0) as Tensor1D;

      const at = tf.add<Tensor2D>(tf.add(tf.mul(u, relaxation), tf.mul(p, 1 - relaxation)), a);
      const lengths = tf.maximum(tf.norm(at, 2, 1, true), 1e-30);
      const kept = tf.relu(tf.sub(1, tf.div(weight / rho, lengths)));
      const nextP = tf.mul<Tensor2D>(at, kept);
      const nextA = tf.sub<Tensor2D>(at, nextP);

      const image = tf.mul<Tensor2D>(signs, images);
      const slack = tf.relu(cone);
      const moved = tf.add<Tensor2D>(tf.add(tf.mul(image, relaxation), tf.mul(slack, -relaxation)), cone);
      const next: State = { u, images, f, p: nextP, a: nextA, cone: moved };
      if (!measured) return { next };
      const value = tf.relu(moved);
      const residuals = tf.stack([
        tf.add(squares(tf.sub(u, nextP)), squares(tf.sub(image, value))),
        tf.add(squares(tf.sub(nextP, p)), squares(tf.sub(value, slack))),
        tf.add(squares(nextP), squares(value)),
        tf.add(squares(nextA), squares(tf.sub(moved, value))),
      ]);
      return { next, residuals };
    });

  let rho = 1;
  let state: State = {
    u: tf.zeros([2 * P, d]),
    images: tf.zeros([2 * P, n]),
    f: tf.zeros([n]),
    p: tf.zeros([2 * P, d]),
    a: tf.zeros([2 * P, d]),
    cone: tf.zeros([2 * P, n]),
  };
  const z = new Float64Array(n);
  const q = new Float64Array(n);
  let handOut = nextHandedOut(0);
  let turn = performance.now();
  try {
    for (let iteration = 1; ; iteration++) {
      const { next, residuals } = step(
        state,
        z.map((value, k) => value - q[k]!),
        rho,
        isBalanced(iteration),
      );
      tf.dispose(Object.values(state));
      state = next;
      const outputsNow = await state.f.data();
      const [primal = 0, dual = 0, values = 0, multipliers = 0] = residuals ? await residuals.data() : [];
      residuals?.dispose();
      const all: Residuals = { primal, dual, values, multipliers };
      for (let k = 0; k < n; k++) {
        const at = relaxation * outputsNow[k]! + (1 - relaxation) * z[k]! + q[k]!;
        const value = prox(at, y[k]!, 1 / rho);
        all.primal += (outputsNow[k]! - value) ** 2;
        all.dual += (value - z[k]!) ** 2;
        all.values += value * value;
        all.multipliers += (at - value) ** 2;
        q[k] = at - value;
        z[k] = value;
      }

      if (iteration >= handOut) {
        handOut = nextHandedOut(iteration);
        const penalty = rho;
        const [neurons, cone] = await Promise.all([state.p.data(), state.cone.data()]);
        yield {
          iteration,
          neurons: Float64Array.from(neurons),
          nu: q.map((value) => penalty * value),
          mu: Float64Array.from(cone, (value) => (value < 0 ? -penalty * value : 0)),
        };
      }
      if (performance.now() - turn > millisecondsPerTurn) {
        await nextTurn();
        if (signal.aborted) return;
        turn = performance.now();
      }
      if (!residuals) continue;
      const factor = penaltyFactor(all);
      if (factor === 1) continue;
      rho *= factor;
      for (let k = 0; k < n; k++) q[k]! /= factor;
      const { a, cone } = state;
      const scaled = tf.tidy(() => ({
        a: tf.div<Tensor2D>(a, factor),
        cone: tf.sub<Tensor2D>(tf.relu(cone), tf.div(tf.relu(tf.neg(cone)), factor)),
      }));
      tf.dispose([a, cone]);
      state = { ...state, ...scaled };
    }
  } finally {
    tf.dispose([...Object.values(constants), ...Object.values(state)]);
    dispose();
  }
}
