import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { AdmmOptions } from '../../core/generated/documents.js';
import { type AnyProblem, outputCount } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { Algorithm } from '../algorithm.js';
import { monotone } from '../splitting/activation.js';
import { forward } from '../splitting/affine.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import { trainingMeasures } from '../splitting/measures.js';
import { hiddenActivations } from '../splitting/mlp-problem.js';
import { tensorArithmetic } from '../splitting/tensor-arithmetic.js';
import { matrixTensor, type TensorLibrary } from '../tensors.js';
import { epochsPerEvaluation, objectiveTerms, trainingOf } from '../training-objective.js';
import type { AdmmLoss, AdmmProblem, AdmmSettings, AdmmState } from './split.js';
import { randomStart } from './starts.js';
import { inputsOf, sweep } from './sweep.js';
import { weightSolver } from './weight-step.js';

/**
 * The augmented Lagrangian of the training objective with its layers pulled apart:
 *
 *   c ( sum_k l(z_L,k, y_k) + <lambda, z_L> + beta ||z_L - W_L a_{L-1}||^2
 *       + sum_{l<L} gamma ||a_l - h(z_l)||^2 + beta ||z_l - W_l a_{l-1}||^2 ) + regularization,
 *
 * minimised block by block; a bias is the weight of a column of ones. Inside, everything is divided by c. The
 * multiplier moves by beta times the gap (the paper's step; an exact one would be 2 beta).
 */
export function admm(
  tf: TensorLibrary,
  problem: AnyProblem,
  options: Omit<AdmmOptions, 'sweeps'>,
): Algorithm<AdmmState<Tensor2D>> {
  const training = trainingOf(problem);
  const { architecture } = training;
  const math = tensorArithmetic(tf);
  const { beta, gamma, multiplier, warmup } = options;
  const settings: AdmmSettings = { beta, gamma, multiplierAfter: multiplier ? warmup : undefined };
  const biased = architecture.parameters.some(({ role }) => role === 'bias');
  const y = matrixTensor(tf, problem.train.y);
  const split = math.tidy(() => admmProblem(tf, math, problem, y, settings, biased));
  const activations = hiddenActivations(problem);

  return {
    stepsPerIteration: 1,
    iterationsPerEvaluation: epochsPerEvaluation(training, 1),

    init() {
      const widths = [...hiddenWidths(problem), outputCount(problem)];
      const random = createRandom(problem.seed, 'splitting start');
      return randomStart(math, split, settings, widths, random);
    },

    step: (state) => sweep(math, split, settings, state),

    residuals({ weights, z, a }) {
      const gaps = weights.map((weight, l) =>
        math.tidy(() =>
          math.sumOfSquares(math.sub(z[l]!, math.product(inputsOf(math, split, a, l), weight, 'second'))),
        ),
      );
      const bends = a.map((own, l) =>
        math.tidy(() => math.sumOfSquares(math.sub(own, monotone(activations[l]!).value(math, z[l]!)))),
      );
      const [own, biases] = layersOf(tf, weights, biased);
      const x = biased ? math.columns(split.x, 0, problem.train.x.cols) : split.x;
      const outputs = forward(math, x, own, biases, activations);
      return {
        linear: Math.sqrt(gaps.reduce((sum, gap) => sum + gap, 0)),
        activation: Math.sqrt(bends.reduce((sum, bend) => sum + bend, 0)),
        ...trainingMeasures(tf, problem, outputs, y),
      };
    },

    async solution({ weights }) {
      const [own, biases] = tf.tidy(() => layersOf(tf, weights, biased));
      const network = await architecture.toNetwork(
        own.flatMap((weight, l) => (biased ? [weight, biases[l]!] : [weight])),
      );
      tf.dispose([biased ? own : [], biases]);
      return network;
    },

    objective: (network) => objectiveTerms(tf, training, network),

    dispose: () => tf.dispose([split.x, split.firstSolver, y]),
  };
}

function admmProblem(
  tf: TensorLibrary,
  math: Arithmetic<Tensor2D>,
  problem: AnyProblem,
  y: Tensor2D,
  { beta }: Pick<AdmmSettings, 'beta'>,
  biases: boolean,
): AdmmProblem<Tensor2D> {
  const rows = matrixTensor(tf, problem.train.x);
  const x = biases ? math.withOnes(rows) : rows;
  const decay = problem.weight / problem.lossScale;
  const loss: AdmmLoss<Tensor2D> =
    problem.loss.name === 'squared' ? { type: 'squared', y } : { type: 'hinge', sign: y, kink: y };
  const firstSolver = weightSolver(math, x, { decay, beta, biases });
  return { x, firstSolver, activations: hiddenActivations(problem), loss, decay, biases };
}

/** Weights and biases (1, n) of weights whose last column, where there are biases, is theirs; else biases 0. */
function layersOf(
  tf: TensorLibrary,
  weights: readonly Tensor2D[],
  biased: boolean,
): [Tensor2D[], Tensor2D[]] {
  if (!biased) return [[...weights], weights.map(({ shape }) => tf.zeros([1, shape[0]]))];
  const width = (weight: Tensor2D) => weight.shape[1] - 1;
  return [
    weights.map((weight) => tf.slice(weight, [0, 0], [-1, width(weight)])),
    weights.map((weight) => tf.reshape(tf.slice(weight, [0, width(weight)], [-1, 1]), [1, -1])),
  ];
}

function hiddenWidths({ model }: Pick<AnyProblem, 'model'>): readonly number[] {
  if (model.type !== 'mlp') throw new RangeError(`the model ${model.type} is no mlp`);
  return model.hidden;
}
