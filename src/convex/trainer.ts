import type { ConvexOptions } from '../core/generated/documents.js';
import { type AnyProblem, isOutputwise, outputCount, type Problem } from '../core/problem.js';
import { isNeuronPenalty } from '../core/regularizers/penalty-of-neurons.js';
import type { Regularizer } from '../core/regularizers/regularizer.js';
import { schema } from '../core/schemas.js';
import type { Trainer } from '../plugins/trainer.js';
import { checkPatterns, checkPatternsForNorm } from './choose-patterns.js';
import { checkInterior } from './interior/choose-interior.js';
import { interiorName } from './interior/support.js';
import { lossBlocks } from './losses/index.js';
import { chooseBackend } from './solvers/choose-backend.js';
import { checkSplitting, needsSplitting, splittingName } from './splitting/support.js';
import { checkStart } from './start-network.js';
import { trainConvex } from './train-convex.js';
import { trainingShape } from './training-shape.js';
import { checkOutputs, sharesOutputs } from './vector/shared-outputs.js';
import { trainOneVsRest } from './vector/train-one-vs-rest.js';
import { trainShared } from './vector/train-shared.js';

/** Trains one-hidden-layer ReLU networks by convex programming over activation patterns, to a certified gap. */
export const convexTrainer: Trainer = {
  kind: 'trainer',
  name: 'convex',
  apiVersion: 1,
  path: 'convex',
  description: 'Convex program over ReLU activation patterns, solved to a certified gap.',
  optionsSchema: schema('solvers/convex.json'),
  references: [
    'Bai, Gautam, Gai, Sojoudi: Practical convex formulation of robust one-hidden-layer network training',
  ],

  supports(problem) {
    if (problem.model.type !== 'relu') {
      return `it trains the model "relu", one hidden layer without biases, not "${problem.model.type}"`;
    }
    if (!ofNeurons(problem.regularizer)) return refusedRegularizer(problem.regularizer);
    if (isOutputwise(problem) && lossBlocks[problem.loss.name]) return true;
    return `it has programs for the losses ${Object.keys(lossBlocks).join(', ')}, not for ${problem.loss.name}`;
  },

  check(any, options, { pointer, conicSolvers }) {
    const problem = outputwise(any);
    const shape = trainingShape(problem, 1, lossBlocks[problem.loss.name]!);
    const { backend } = options as ConvexOptions;
    const at = `${pointer}/backend`;
    if (backend === splittingName) checkSplitting(problem, options as ConvexOptions, at);
    else if (problem.norm.spec.norm === 'penalty') throw needsSplitting(problem.norm, backend, at);
    else if (backend === interiorName) checkInterior(problem, options as ConvexOptions, at);
    else chooseBackend(backend, conicSolvers, shape, at);
    checkPatterns(problem, options as ConvexOptions, pointer);
    checkPatternsForNorm(problem, options as ConvexOptions, pointer);
    if (outputCount(problem) > 1) checkOutputs(problem, options as ConvexOptions, pointer);
    checkStart(problem, options as ConvexOptions, pointer);
  },

  async train(any, wanted, context) {
    const problem = outputwise(any);
    const options = wanted as ConvexOptions;
    if (outputCount(problem) === 1) return trainConvex(problem, options, context);
    return sharesOutputs(options)
      ? trainShared(problem, options, context)
      : trainOneVsRest(problem, options, context);
  },
};

function ofNeurons(regularizer: Regularizer): boolean {
  return ['weight-decay', 'group-lasso'].includes(regularizer.name) || isNeuronPenalty(regularizer);
}

/** A penalty of the weights that is a norm is known here as the norm of each neuron's input weights. */
function refusedRegularizer({ name, penalty }: Regularizer): string {
  const refusal = `it regularizes neurons, by weight-decay or group-lasso, not by ${name}`;
  if (!penalty?.norm) return penalty?.convex ? `${refusal}; a norm goes by target "neurons"` : refusal;
  return `${refusal}; its norm, taken of the input weights of every neuron, is group-lasso with params ${JSON.stringify(penalty.norm)}`;
}

/** What `supports` has let through. */
function outputwise(problem: AnyProblem): Problem {
  if (isOutputwise(problem)) return problem;
  throw new RangeError(`the loss ${problem.loss.name} is not summed over the outputs`);
}
