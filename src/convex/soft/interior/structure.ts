import { addScaled } from '../../../core/matrix.js';
import { conjugateGradients } from '../../conjugate-gradients.js';
import type { ConeStructure } from '../../interior/cone-structure.js';
import type { DenseKernels } from '../../kernels/dense-kernels.js';
import { coupledNeurons } from './coupled-neurons.js';
import { neuronMaps } from './maps.js';
import { softNeuronBlocks } from './neuron-blocks.js';
import { eliminateSoft } from './newton-step.js';
import { softOperators } from './operators.js';
import { pairedPreconditioner } from './paired-preconditioner.js';
import type { SoftInteriorProgram } from './program.js';
import { sampleBlocks } from './sample-blocks.js';
import { softStart } from './start.js';
import { type SoftRows, type SoftVariables, softRows, softVariables } from './vectors.js';

/** Steps of conjugate gradients after which a system counts as unsolvable. */
const mostSteps = 2000;

/** Steps of conjugate gradients so far. */
export interface SoftEffort {
  steps: number;
}

/** The soft program as the interior point sees it: a step is eliminated down to the neurons and their reaches. */
export function softStructure(
  program: SoftInteriorProgram,
  kernels: DenseKernels,
  effort: SoftEffort,
): ConeStructure<SoftVariables, SoftRows> {
  const maps = neuronMaps(program, kernels);
  const costs = softVariables(program);
  costs.t.fill(program.weight);
  costs.xi.fill(program.loss.cost);
  return {
    cones: program.neurons,
    d: program.d,
    variables: () => softVariables(program),
    rows: () => softRows(program),
    costs,
    addCurvature: (result, v) => addScaled(result.xi, program.loss.curvature, v.xi),
    ...softOperators(program, maps),
    start: () => softStart(program),

    linearise(weights, cone) {
      const samples = sampleBlocks(program, weights);
      const neurons = softNeuronBlocks(program, kernels, weights, cone, samples);
      const coupled = coupledNeurons(program, maps, neurons, samples);
      const precondition = pairedPreconditioner(program, kernels, neurons, samples, coupled);
      if (!precondition) return 'a neuron block lost definiteness to rounding';
      return (b, tolerance) =>
        eliminateSoft(program, maps, neurons, samples, coupled, weights, b, (rhs) => {
          const { x, steps, reached } = conjugateGradients(
            coupled.multiply,
            precondition,
            rhs,
            tolerance,
            mostSteps,
          );
          effort.steps += steps;
          return reached ? x : undefined;
        });
    },
  };
}
