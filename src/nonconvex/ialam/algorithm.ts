import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { AnyProblem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { Algorithm } from '../algorithm.js';
import { matrixTensor, type TensorLibrary } from '../tensors.js';
import { objectiveTerms, trainingOf } from '../training-objective.js';
import { infeasibility, trainError, zeroColumns } from './objective.js';
import { type InitialScale, initialWeights, startAt } from './start.js';
import { joined, layerStationarity, stationarity } from './stationarity.js';
import { type IalamSettings, type IalamState, nextState } from './sweep.js';
import { tensorAlgebra } from './tensor-algebra.js';
import { momentsOf } from './weight-step.js';

export interface IalamPlan extends IalamSettings {
  readonly init: InitialScale;
  /** The first penalty. */
  readonly rho: number;
  /** Slope of every layer's activation for negative inputs; 1 for a linear layer. */
  readonly slopes: readonly number[];
  /** c of c ||f(X) - Y||^2. */
  readonly dataWeight: number;
  readonly lambdaV: number;
  readonly beta: number;
}

/** The inexact augmented Lagrangian method on tensors; one step is one sweep. */
export function ialam(
  tf: TensorLibrary,
  problem: AnyProblem,
  plan: IalamPlan,
): Algorithm<IalamState<Tensor2D>> {
  const algebra = tensorAlgebra(tf);
  const training = trainingOf(problem);
  const { slopes, dataWeight, lambdaV } = plan;
  const splitting = {
    x: matrixTensor(tf, problem.train.x),
    y: matrixTensor(tf, problem.train.y),
    slopes,
    dataWeight,
    lambdaV,
    lambdaW: problem.weight,
    ...(problem.regularizer.penaltyOf && { penaltyOf: problem.regularizer.penaltyOf }),
    beta: slopes.map(() => plan.beta),
  };
  const ofRows = momentsOf(algebra, splitting.x);
  const outgoing = training.architecture.parameters.filter(({ role }) => role === 'weight');
  const widths = [problem.train.x.cols, ...outgoing.map(({ shape }) => shape[0]!)];

  return {
    stepsPerIteration: plan.inner,
    iterationsPerEvaluation: Math.ceil(sweepsPerEvaluation / plan.inner),

    init() {
      const random = createRandom(problem.seed, 'initial network');
      const weights = initialWeights(algebra, widths, problem.train.x.rows, plan.init, random);
      return startAt(algebra, splitting, weights, plan.rho);
    },

    step: (state) => nextState(algebra, splitting, state, plan, ofRows),

    residuals: (state) => ({
      trainErr: trainError(algebra, splitting, state),
      feasVi: infeasibility(algebra, splitting, state),
      rho: state.penalty.rho,
      raisedByMultipliers: state.penalty.byMultipliers,
      zeroColumns: zeroColumns(algebra, state),
      stationarity: Math.max(...Object.values(stationarity(algebra, splitting, state, state.multipliers))),
    }),

    details: (state) => {
      const layers = layerStationarity(algebra, splitting, state, state.multipliers);
      const { sweeps, rise, shortfall } = state.descent;
      const allowed = roundings * algebra.epsilon;
      return {
        kkt: { ...joined(layers), layers },
        theory: {
          checkedSweeps: sweeps,
          weightStepsRaised: rise,
          auxiliaryStepsFellShort: shortfall,
          holds: Math.max(rise, shortfall) <= allowed,
        },
      };
    },

    solution: ({ w, b }) => training.architecture.toNetwork(w.flatMap((weight, l) => [weight, b[l]!])),

    objective: (network) => objectiveTerms(tf, training, network),

    dispose: () => tf.dispose([splitting.x, splitting.y, ofRows.means, ofRows.gram]),
  };
}

/** Relative rounding errors that a sum over all rows may have gathered, in units of the last place. */
const roundings = 1000;

/** The float64 objective takes about as long as a few sweeps on tensors: this keeps it a small part of the whole. */
const sweepsPerEvaluation = 10;
