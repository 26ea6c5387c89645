import { affine } from '../splitting/affine.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import { activationStep } from './activation-step.js';
import { hiddenStep } from './hidden-step.js';
import { outputStep } from './output-step.js';
import type { SplitProblem, SplitSettings, SplitState } from './split.js';
import { weightStep } from './weight-step.js';

/** Every block once: for l = 1..L in order W_l, b_l, z_l and, below the output, a_l, each from the newest others. */
export function sweep<M>(
  math: Arithmetic<M>,
  problem: SplitProblem<M>,
  settings: SplitSettings,
  state: SplitState<M>,
): SplitState<M> {
  const next = {
    weights: [...state.weights],
    biases: [...state.biases],
    z: [...state.z],
    a: [...state.a],
    residuals: [...state.residuals],
    weightCurvatures: [...state.weightCurvatures],
    activationCurvatures: [...state.activationCurvatures],
  };
  for (let l = 0; l < next.weights.length; l++) {
    const layer = layerBlocks(math, problem, settings, next, l);
    next.weights[l] = layer.weight;
    next.biases[l] = layer.bias;
    next.z[l] = layer.z;
    next.residuals[l] = layer.residual;
    next.weightCurvatures[l] = layer.curvature;
    const above = l + 1;
    if (above === next.weights.length) break;
    const activations = activationBlock(math, problem, settings, next, l);
    next.a[l] = activations.a;
    next.residuals[above] = activations.residualAbove;
    next.activationCurvatures[l] = activations.curvature;
  }
  return next;
}

/** W_l, b_l and z_l. */
function layerBlocks<M>(
  math: Arithmetic<M>,
  problem: SplitProblem<M>,
  settings: SplitSettings,
  { weights, biases, z, a, residuals, weightCurvatures }: SplitState<M>,
  l: number,
) {
  const { rho, nu, gamma, epsilon } = settings;
  const inputs = l === 0 ? problem.x : a[l - 1]!;
  const activation = problem.activations[l];
  return math.tidy(() => {
    const stretch =
      l === 0
        ? (move: M) => math.tidy(() => math.sum(math.mul(math.product(move, problem.gram), move)))
        : (move: M) => math.tidy(() => math.sumOfSquares(math.product(inputs, move, 'second')));
    const { point: weight, curvature } = weightStep(
      math,
      {
        weight: weights[l]!,
        inputs,
        residual: residuals[l]!,
        rho,
        penalty: problem.penalty,
        layer: l,
        stretch,
      },
      firstCurvature(weightCurvatures[l]!, nu, gamma, settings.warm),
      gamma,
    );
    const [linear, bias] = math.tidy(() => {
      const moved = affine(math, inputs, weight, biases[l]!);
      if (!problem.biases) return [moved, biases[l]!] as const;
      // The exact minimiser: the curvature in b is rho times the number of rows.
      const shift = math.meanRow(math.sub(z[l]!, moved));
      return [math.add(moved, shift), math.add(biases[l]!, shift)] as const;
    });
    const fitted = activation
      ? hiddenStep(math, linear, a[l]!, activation, epsilon)
      : outputStep(math, problem.loss, {
          linear,
          z: z[l]!,
          y: problem.y,
          rho,
          tolerance: settings.outputTolerance,
        });
    return { weight, bias, z: fitted, residual: math.sub(linear, fitted), curvature };
  });
}

/** a_l, and the residual of the layer above that follows from it. */
function activationBlock<M>(
  math: Arithmetic<M>,
  problem: SplitProblem<M>,
  settings: SplitSettings,
  { weights, biases, z, a, residuals, activationCurvatures }: SplitState<M>,
  l: number,
) {
  const { rho, mu, eta, epsilon, warm } = settings;
  const above = l + 1;
  return math.tidy(() => {
    const fit = {
      a: a[l]!,
      z: z[l]!,
      activation: problem.activations[l]!,
      epsilon,
      weightAbove: weights[above]!,
      residualAbove: residuals[above]!,
      rho,
    };
    const from = firstCurvature(activationCurvatures[l]!, mu, eta, warm);
    const { point, curvature } = activationStep(math, fit, from, eta);
    const linear = affine(math, point, weights[above]!, biases[above]!);
    return { a: point, curvature, residualAbove: math.sub(linear, z[above]!) };
  });
}

function firstCurvature(last: number, start: number, growth: number, warm: boolean): number {
  return warm ? Math.max(start, last / growth) : start;
}
