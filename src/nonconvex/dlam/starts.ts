import type { Random } from '../../core/random.js';
import { monotone } from '../splitting/activation.js';
import { affine } from '../splitting/affine.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import type { SplitProblem, SplitState } from './split.js';

/**
 * How the hidden z start; a = h(z) and the output z = a W' + b always. random: N(0, 1) entries, whatever the weights.
 * label: what the layers below give, plus for every class a fixed N(0, 1) vector. forward: what the layers below give:
 * then no hidden weight ever moves, for every hidden residual is 0 and z is already where it is pulled.
 */
export type Start = 'random' | 'label' | 'forward';

/** The first state with these weights. */
export function startState<M>(
  math: Arithmetic<M>,
  problem: Pick<SplitProblem<M>, 'x' | 'y' | 'activations'>,
  weights: readonly M[],
  biases: readonly M[],
  start: Start,
  random: Random,
): SplitState<M> {
  const { x, y, activations } = problem;
  const [rows] = math.shape(x);
  const normal = (height: number, width: number) =>
    math.matrix(height, width, Float64Array.from({ length: height * width }, random.normal));

  const z: M[] = [];
  const a: M[] = [];
  const residuals: M[] = [];
  weights.forEach((weight, l) => {
    const linear = affine(math, a.at(-1) ?? x, weight, biases[l]!);
    const activation = activations[l];
    const width = math.shape(weight)[0];
    const own =
      start === 'forward' || !activation
        ? linear
        : start === 'random'
          ? normal(rows, width)
          : math.add(linear, math.product(y, normal(math.shape(y)[1], width)));
    z.push(own);
    residuals.push(math.sub(linear, own));
    if (activation) a.push(monotone(activation).value(math, own));
  });
  return {
    weights: [...weights],
    biases: [...biases],
    z,
    a,
    residuals,
    // Nothing accepted yet: backtracking starts from its own first curvature.
    weightCurvatures: weights.map(() => 0),
    activationCurvatures: a.map(() => 0),
  };
}
