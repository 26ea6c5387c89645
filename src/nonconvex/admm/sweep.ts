import { monotone } from '../splitting/activation.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import { activationStep } from './activation-step.js';
import { hiddenStep, slopeBelow } from './hidden-step.js';
import { outputStep } from './output-step.js';
import type { AdmmProblem, AdmmSettings, AdmmState } from './split.js';
import { weightSolver, weightStep } from './weight-step.js';

/**
 * For l = 1..L-1 in order W_l, a_l, z_l, then W_L, z_L and the multiplier lambda <- lambda + beta (z_L - a_{L-1} W_L').
 * Source: Taylor et al. 2016, Algorithm 1.
 */
export function sweep<M>(
  math: Arithmetic<M>,
  problem: AdmmProblem<M>,
  settings: AdmmSettings,
  state: AdmmState<M>,
): AdmmState<M> {
  const { beta, gamma } = settings;
  const { activations, biases } = problem;
  const weights = [...state.weights];
  const z = [...state.z];
  const a = [...state.a];
  const output = weights.length - 1;

  for (let l = 0; l < output; l++) {
    const layer = math.tidy(() => {
      const inputs = inputsOf(math, problem, a, l);
      const weight = fitted(math, problem, settings, z, a, l);
      const above = weights[l + 1]!;
      const [, columns] = math.shape(above);
      const width = biases ? columns - 1 : columns;
      const own = biases ? math.columns(above, 0, width) : above;
      const target = biases
        ? math.sub(z[l + 1]!, transposed(math, math.columns(above, width, 1)))
        : z[l + 1]!;
      const activated = monotone(activations[l]!).value(math, z[l]!);
      const moved = activationStep(math, own, target, activated, beta, gamma);
      const linear = math.product(inputs, weight, 'second');
      return {
        weight,
        a: moved,
        z: hiddenStep(math, linear, moved, slopeBelow(activations[l]!)!, gamma, beta),
      };
    });
    weights[l] = layer.weight;
    a[l] = layer.a;
    z[l] = layer.z;
  }

  const last = math.tidy(() => {
    const weight = fitted(math, problem, settings, z, a, output);
    const linear = math.product(inputsOf(math, problem, a, output), weight, 'second');
    const outputs = outputStep(math, problem.loss, linear, state.multiplier, beta);
    const moves = settings.multiplierAfter !== undefined && state.sweeps >= settings.multiplierAfter;
    const gap = math.mul(beta, math.sub(outputs, linear));
    return { weight, z: outputs, multiplier: moves ? math.add(state.multiplier, gap) : state.multiplier };
  });
  weights[output] = last.weight;
  z[output] = last.z;
  return { weights, z, a, multiplier: last.multiplier, sweeps: state.sweeps + 1 };
}

/** What layer l takes: the rows or a_{l-1}, with a column of ones where there are biases. */
export function inputsOf<M>(
  math: Arithmetic<M>,
  { x, biases }: Pick<AdmmProblem<M>, 'x' | 'biases'>,
  a: readonly M[],
  l: number,
): M {
  if (l === 0) return x;
  return biases ? math.withOnes(a[l - 1]!) : a[l - 1]!;
}

/** The weight that fits z_l best. */
export function fitted<M>(
  math: Arithmetic<M>,
  problem: AdmmProblem<M>,
  { beta }: Pick<AdmmSettings, 'beta'>,
  z: readonly M[],
  a: readonly M[],
  l: number,
): M {
  return math.tidy(() => {
    const inputs = inputsOf(math, problem, a, l);
    const { decay, biases } = problem;
    const solver = l === 0 ? problem.firstSolver : weightSolver(math, inputs, { decay, beta, biases });
    return weightStep(math, z[l]!, inputs, solver);
  });
}

/** A column as a row. */
function transposed<M>(math: Arithmetic<M>, column: M): M {
  return math.product(math.matrix(1, 1, [1]), column, 'second');
}
