import { addScaled, dot } from '../../core/matrix.js';
import { solveFactored, timesMatrix } from '../kernels/triangular.js';
import { solveBounds } from './bounds.js';
import type { ConeScaling } from './cone-scaling.js';
import type { NeuronBlocks } from './neuron-blocks.js';
import type { Operators } from './operators.js';
import type { InteriorProgram } from './program.js';
import type { SlopeBlocks } from './slope-blocks.js';
import { type Rows, type Variables, variables } from './vectors.js';

/** What a step is computed from: the weights z/s, the cones' scaling and the blocks they give. */
export interface Linearisation {
  readonly weights: Rows;
  readonly cone: ConeScaling;
  readonly neurons: NeuronBlocks;
  readonly slopes: SlopeBlocks;
}

/**
 * Solves (Q + B' W^-2 B) v = b by elimination of t, p, xi and q, then of V and W given Z = V - W; `solveZ` does what is
 * left.
 */
export function eliminate(
  program: InteriorProgram,
  maps: Operators,
  { weights, cone, neurons, slopes }: Linearisation,
  b: Variables,
  solveZ: (rhs: Float64Array) => Float64Array,
): Variables {
  const { n, d, attacked, patterns: P, groups, group, x, radii, loss } = program;
  const N = 2 * P;
  // Groups that have a q.
  const reached = attacked > 0 ? groups : 0;
  const block = (a: Float64Array, i: number) => a.subarray(i * d * d, (i + 1) * d * d);
  const part = (a: Float64Array, i: number) => a.subarray(i * d, (i + 1) * d);
  const bounds = (a: Float64Array, i: number) => a.subarray(i * attacked, (i + 1) * attacked);

  // t: its Hessian (1 + 2|w1|^2)/eta^2 and its row -2 w0 w1'/eta^2 towards u.
  const onT = new Float64Array(N);
  const toU = new Float64Array(N * d);
  for (let i = 0; i < N; i++) {
    const w = part(cone.w1, i);
    const inverse = 1 / cone.eta[i]! ** 2;
    onT[i] = (1 + 2 * dot(w, w)) * inverse;
    for (let j = 0; j < d; j++) toU[i * d + j] = -2 * cone.w0[i]! * w[j]! * inverse;
  }

  // xi, then q.
  const rhsQ = b.q.slice();
  const pull = new Float64Array(groups * d);
  for (let k = 0; k < n; k++) {
    const xi = b.xi[k]! / slopes.curvature[k]!;
    addScaled(bounds(rhsQ, group[k]!), slopes.across[k]! * xi, radii);
    addScaled(part(pull, group[k]!), -slopes.along[k]! * xi, part(x, k));
  }
  const reachOf = (of: number, rhs: Float64Array) =>
    solveBounds(rhs, bounds(slopes.sum, of), radii, slopes.reach[of]!, slopes.spread[of]!);
  for (let of = 0; of < reached; of++) {
    const q = reachOf(of, bounds(rhsQ, of));
    addScaled(part(pull, of), -dot(q, radii), part(slopes.cross, of));
    for (let j = 0; j < attacked; j++) pull[of * d + j]! -= slopes.difference[of * attacked + j]! * q[j]!;
  }
  const onZ = maps.gather(pull);

  // p.
  const rhsU = b.u.slice();
  for (let i = 0; i < N; i++) {
    const rhs = part(rhsU, i);
    addScaled(rhs, -b.t[i]! / onT[i]!, part(toU, i));
    const p = solveBounds(
      bounds(b.p, i),
      bounds(neurons.sum, i),
      radii,
      neurons.mass[i]!,
      neurons.spread[i]!,
    );
    addScaled(rhs, dot(p, radii), part(neurons.pull, i));
    for (let j = 0; j < attacked; j++) rhs[j]! -= neurons.difference[i * attacked + j]! * p[j]!;
    addScaled(rhs, i < P ? 1 : -1, part(onZ, i % P));
  }

  // V and W given Z.
  const rhsZ = new Float64Array(P * d);
  for (let i = 0; i < P; i++) {
    const [v, w] = [part(rhsU, i).slice(), part(rhsU, P + i).slice()];
    solveFactored(block(neurons.sumFactor, i), v, d);
    solveFactored(block(neurons.sumFactor, i), w, d);
    part(rhsZ, i).set(timesMatrix(block(neurons.hessian, P + i), v, d));
    addScaled(part(rhsZ, i), -1, timesMatrix(block(neurons.hessian, i), w, d));
  }
  const z = solveZ(rhsZ);
  const result = variables(program);
  for (let i = 0; i < P; i++) {
    const w = part(result.u, P + i);
    w.set(part(rhsU, i));
    addScaled(w, 1, part(rhsU, P + i));
    addScaled(w, -1, timesMatrix(block(neurons.hessian, i), part(z, i), d));
    solveFactored(block(neurons.sumFactor, i), w, d);
    part(result.u, i).set(w);
    addScaled(part(result.u, i), 1, part(z, i));
  }

  // The way back.
  const g = maps.slopes(maps.difference(result.u));
  for (let i = 0; i < N; i++) {
    const u = part(result.u, i);
    result.t[i] = (b.t[i]! - dot(part(toU, i), u)) / onT[i]!;
    const rhs = bounds(b.p, i).slice();
    addScaled(rhs, dot(part(neurons.pull, i), u), radii);
    for (let j = 0; j < attacked; j++) rhs[j]! -= neurons.difference[i * attacked + j]! * u[j]!;
    const p = solveBounds(rhs, bounds(neurons.sum, i), radii, neurons.mass[i]!, neurons.spread[i]!);
    bounds(result.p, i).set(p);
  }
  const reaches = new Float64Array(groups);
  for (let of = 0; of < reached; of++) {
    const slope = part(g, of);
    const rhs = bounds(rhsQ, of);
    addScaled(rhs, -dot(part(slopes.cross, of), slope), radii);
    for (let j = 0; j < attacked; j++) rhs[j]! -= slopes.difference[of * attacked + j]! * slope[j]!;
    const q = reachOf(of, rhs);
    bounds(result.q, of).set(q);
    reaches[of] = dot(q, radii);
  }
  for (let k = 0; k < n; k++) {
    const l = dot(part(x, k), part(g, group[k]!));
    const t = reaches[group[k]!]!;
    // xi from its own equation, written with the rows' weights.
    const [w1, w2] = [weights.first[k]!, weights.second[k]!];
    const rest = w1 * (loss.slope1[k]! * l - t) + w2 * (loss.slope2[k]! * l - loss.reach2 * t);
    result.xi[k] = (b.xi[k]! - rest) / slopes.curvature[k]!;
  }
  return result;
}
