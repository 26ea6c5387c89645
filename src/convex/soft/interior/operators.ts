import { addScaled, dot } from '../../../core/matrix.js';
import { type NeuronMaps, padded } from './maps.js';
import type { SoftInteriorProgram } from './program.js';
import { type SoftRows, type SoftVariables, softRows, softVariables } from './vectors.js';

/** The rows B of a program, their slacks and their transpose. */
export interface SoftOperators {
  apply(v: SoftVariables): SoftRows;
  slacks(v: SoftVariables): SoftRows;
  adjoint(z: SoftRows): SoftVariables;
}

export function softOperators(program: SoftInteriorProgram, maps: NeuronMaps): SoftOperators {
  const { n, d, attacked, neurons: N, width, x, radii, slopes, pairs, loss } = program;
  const row = (a: Float64Array, k: number, length: number) => a.subarray(k * length, (k + 1) * length);

  const apply = (v: SoftVariables): SoftRows => {
    const result = softRows(program);
    const reach = Float64Array.from({ length: N }, (_, i) => dot(row(v.p, i, attacked), radii));
    const neurons = padded(program, v.u);
    const z = maps.activations(neurons);
    const g = maps.slopes(neurons);
    const excess = [new Float64Array(n), new Float64Array(n)] as const;
    for (let i = 0; i < N; i++) {
      const counted = excess[pairs.lossRow(i)];
      let at = pairs.start(i);
      for (const k of pairs.samples(i)) {
        const [lambda, value] = [slopes[i * n + k]!, z[i * n + k]!];
        result.inactive[at] = v.m[at]! - (1 - lambda) * (value + reach[i]!);
        result.active[at] = v.m[at]! - lambda * (reach[i]! - value);
        counted[k]! += v.m[at]!;
        at++;
      }
      for (let j = 0; j < attacked; j++) {
        const place = i * attacked + j;
        result.pMinus[place] = v.p[place]! - v.u[i * d + j]!;
        result.pPlus[place] = v.p[place]! + v.u[i * d + j]!;
      }
    }
    for (let k = 0; k < n; k++) {
      const slope = row(g, k, width);
      for (let j = 0; j < attacked; j++) {
        const place = k * attacked + j;
        result.qMinus[place] = v.q[place]! - slope[j]!;
        result.qPlus[place] = v.q[place]! + slope[j]!;
      }
      const l = dot(row(x, k, width), slope);
      const t = dot(row(v.q, k, attacked), radii);
      result.first[k] = v.xi[k]! + loss.slope1[k]! * l - t - excess[0][k]!;
      result.second[k] = v.xi[k]! + loss.slope2[k]! * l - loss.reach2 * (t + excess[1][k]!);
    }
    result.t.set(v.t);
    result.u.set(v.u);
    return result;
  };

  return {
    apply,

    slacks(v) {
      const result = apply(v);
      for (let k = 0; k < n; k++) {
        result.first[k]! -= loss.offset1[k]!;
        result.second[k]! -= loss.offset2[k]!;
      }
      return result;
    },

    adjoint(z) {
      const result = softVariables(program);
      const coefficients = new Float64Array(N * n);
      const pull = new Float64Array(n * width);
      for (let i = 0; i < N; i++) {
        const counting = pairs.lossRow(i) === 0 ? z.first : z.second;
        let at = pairs.start(i);
        let mass = 0;
        for (const k of pairs.samples(i)) {
          const lambda = slopes[i * n + k]!;
          const [off, on] = [(1 - lambda) * z.inactive[at]!, lambda * z.active[at]!];
          coefficients[i * n + k] = on - off;
          mass += on + off;
          result.m[at] = z.inactive[at]! + z.active[at]! - counting[k]!;
          at++;
        }
        for (let j = 0; j < attacked; j++) {
          const place = i * attacked + j;
          result.p[place] = z.pMinus[place]! + z.pPlus[place]! - mass * radii[j]!;
        }
      }
      for (let k = 0; k < n; k++) {
        const along = loss.slope1[k]! * z.first[k]! + loss.slope2[k]! * z.second[k]!;
        const across = z.first[k]! + loss.reach2 * z.second[k]!;
        addScaled(row(pull, k, width), along, row(x, k, width));
        for (let j = 0; j < attacked; j++) {
          const place = k * attacked + j;
          pull[k * width + j]! += z.qPlus[place]! - z.qMinus[place]!;
          result.q[place] = z.qMinus[place]! + z.qPlus[place]! - across * radii[j]!;
        }
        result.xi[k] = z.first[k]! + z.second[k]!;
      }
      const onNeurons = maps.collect(coefficients, pull);
      for (let i = 0; i < N; i++) {
        const u = row(result.u, i, d);
        u.set(row(onNeurons, i, width).subarray(0, d));
        for (let j = 0; j < attacked; j++) u[j]! += z.pPlus[i * attacked + j]! - z.pMinus[i * attacked + j]!;
        addScaled(u, 1, row(z.u, i, d));
      }
      result.t.set(z.t);
      return result;
    },
  };
}
