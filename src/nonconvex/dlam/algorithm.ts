import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { DlamOptions } from '../../core/generated/documents.js';
import type { AnyProblem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { Algorithm } from '../algorithm.js';
import { initialParameters } from '../algorithms/gradient.js';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { forward } from '../splitting/affine.js';
import { trainingMeasures } from '../splitting/measures.js';
import { hiddenActivations } from '../splitting/mlp-problem.js';
import { tensorArithmetic } from '../splitting/tensor-arithmetic.js';
import { matrixTensor, type TensorLibrary } from '../tensors.js';
import { epochsPerEvaluation, objectiveTerms, trainingOf } from '../training-objective.js';
import { bandExcess } from './band.js';
import { energy } from './energy.js';
import { type GuaranteeRecord, nothingChecked, recordSweep } from './guarantee.js';
import { penaltyFor } from './penalty.js';
import type { SplitLoss, SplitProblem, SplitSettings, SplitState } from './split.js';
import { startState } from './starts.js';
import { sweep } from './sweep.js';

/** The variables, the sweeps done, and what was found of the theory's promises. */
export type DlamState = SplitState<Tensor2D> & { readonly sweeps: number; readonly kept: GuaranteeRecord };

/** The promises are checked in the first of so many sweeps. */
const sweepsPerCheck = 10;
/** Relative rounding errors that a sum over all rows may have gathered, in units of the last place. */
const roundings = 1000;

/** Where the output step of float32 stops; its rounding errors are not much smaller. */
const outputTolerance = 1e-5;

/**
 * Alternating minimisation of the training objective with its layers pulled apart:
 *
 *   c ( sum_k l(z_L,k, y_k) + rho/2 sum_l ||z_l - W_l a_{l-1} - b_l||^2 ) + beta r(W)
 *   subject to |a_l - h(z_l)| <= epsilon,  l < L.
 *
 * One step is one sweep over W_l, b_l, z_l, a_l. Inside, everything is divided by c. Weights start as the
 * architecture's do.
 */
export function dlam(
  tf: TensorLibrary,
  problem: AnyProblem,
  options: Omit<DlamOptions, 'sweeps' | 'tolerance'>,
): Algorithm<DlamState> {
  const training = trainingOf(problem);
  const { architecture } = training;
  const math = tensorArithmetic(tf);
  const split = splitProblem(tf, problem, architecture);
  const settings = splitSettings(options);
  const { rho, epsilon } = settings;

  return {
    stepsPerIteration: 1,
    iterationsPerEvaluation: epochsPerEvaluation(training, 1),

    init() {
      const parameters = initialParameters(tf, architecture, problem);
      const [weights, biases] = layersOf(tf, parameters, split.biases);
      const random = createRandom(problem.seed, 'splitting start');
      const start = startState(math, split, weights, biases, options.start, random);
      return { ...start, sweeps: 0, kept: nothingChecked };
    },

    step({ sweeps, kept, ...state }) {
      const next = sweep(math, split, settings, state);
      const checked = sweeps % sweepsPerCheck === 0;
      return {
        ...next,
        sweeps: sweeps + 1,
        kept: checked ? recordSweep(math, split, settings, kept, state, next) : kept,
      };
    },

    residuals(state) {
      const { weights, biases, residuals } = state;
      const outputs = forward(math, split.x, weights, biases, split.activations);
      return {
        energy: problem.lossScale * energy(math, split, state, rho),
        linear: Math.sqrt(residuals.reduce((sum, residual) => sum + math.sumOfSquares(residual), 0)),
        band: bandExcess(math, split.activations, state, epsilon),
        ...trainingMeasures(tf, problem, outputs, split.y),
      };
    },

    details({ kept: { sweeps, shortfall, excess } }) {
      const allowed = roundings * math.precision;
      return {
        theory: {
          checkedSweeps: sweeps,
          decreaseFellShort: shortfall,
          leftBand: excess,
          // Activations are of order 1, and so are the rounding errors of their band.
          holds: shortfall <= allowed && excess * epsilon <= allowed,
        },
      };
    },

    solution: ({ weights, biases }) => architecture.toNetwork(parametersOf(weights, biases, split.biases)),

    objective: (network) => objectiveTerms(tf, training, network),

    dispose: () => tf.dispose([split.x, split.y, split.gram]),
  };
}

function splitProblem(
  tf: TensorLibrary,
  problem: AnyProblem,
  { parameters }: TensorNetwork,
): SplitProblem<Tensor2D> {
  const x = matrixTensor(tf, problem.train.x);
  const layers = parameters.filter(({ role }) => role === 'weight').length;
  return {
    x,
    y: matrixTensor(tf, problem.train.y),
    gram: tf.matMul(x, x, true),
    activations: hiddenActivations(problem),
    loss: problem.loss.name as SplitLoss,
    penalty: penaltyFor(problem.regularizer, problem.weight / problem.lossScale, layers),
    biases: parameters.some(({ role }) => role === 'bias'),
  };
}

/** Curvatures are given in units of rho. */
function splitSettings({
  rho,
  epsilon,
  nu,
  gamma,
  mu,
  eta,
  warm,
}: Omit<DlamOptions, 'sweeps' | 'tolerance'>): SplitSettings {
  return { rho, epsilon, nu: nu * rho, gamma, mu: mu * rho, eta, warm, outputTolerance };
}

/** Weights and biases (1, n) of parameters in the order of the architecture; biases 0 where it has none. */
function layersOf(
  tf: TensorLibrary,
  parameters: readonly Tensor[],
  biases: boolean,
): [Tensor2D[], Tensor2D[]] {
  if (!biases) {
    const weights = parameters as Tensor2D[];
    return [weights, weights.map(({ shape }) => tf.zeros([1, shape[0]]))];
  }
  const weights = parameters.filter((_, i) => i % 2 === 0) as Tensor2D[];
  const rows = parameters.filter((_, i) => i % 2 === 1).map((bias) => tf.reshape(bias, [1, -1]) as Tensor2D);
  return [weights, rows];
}

function parametersOf(
  weights: readonly Tensor2D[],
  biases: readonly Tensor2D[],
  biased: boolean,
): Tensor2D[] {
  return weights.flatMap((weight, l) => (biased ? [weight, biases[l]!] : [weight]));
}
