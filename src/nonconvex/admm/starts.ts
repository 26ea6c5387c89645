import type { Random } from '../../core/random.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import type { AdmmProblem, AdmmSettings, AdmmState } from './split.js';
import { fitted } from './sweep.js';

/** a, z with N(0, 1) entries; widths of layers 1..L. */
export function randomStart<M>(
  math: Arithmetic<M>,
  problem: AdmmProblem<M>,
  settings: Pick<AdmmSettings, 'beta'>,
  widths: readonly number[],
  random: Random,
): AdmmState<M> {
  const [rows] = math.shape(problem.x);
  const normal = (width: number) =>
    math.matrix(rows, width, Float64Array.from({ length: rows * width }, random.normal));
  const z = widths.map(normal);
  const a = widths.slice(0, -1).map(normal);
  return startFrom(math, problem, settings, z, a);
}

/** The first state with these a, z: the weights that fit them, the multiplier 0. */
export function startFrom<M>(
  math: Arithmetic<M>,
  problem: AdmmProblem<M>,
  settings: Pick<AdmmSettings, 'beta'>,
  z: readonly M[],
  a: readonly M[],
): AdmmState<M> {
  return {
    weights: z.map((_, l) => fitted(math, problem, settings, z, a, l)),
    z: [...z],
    a: [...a],
    multiplier: math.mul(0, z.at(-1)!),
    sweeps: 0,
  };
}
