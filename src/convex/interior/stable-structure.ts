import { addScaled } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import type { ConeStructure } from './cone-structure.js';
import { coupledSystem } from './coupled-system.js';
import { neuronBlocks } from './neuron-blocks.js';
import { eliminate } from './newton-system.js';
import { operators } from './operators.js';
import type { InteriorProgram } from './program.js';
import { slopeBlocks } from './slope-blocks.js';
import { startingMultipliers, startingPoint } from './start.js';
import { type Rows, rows, type Variables, variables } from './vectors.js';
import type { ZSolvers } from './z-solver.js';

/** The stable program as the interior point sees it: a step is eliminated down to Z = V - W, which `solvers` solve for. */
export function stableStructure(
  program: InteriorProgram,
  kernels: DenseKernels,
  solvers: ZSolvers,
): ConeStructure<Variables, Rows> {
  const maps = operators(program, kernels);
  const costs = variables(program);
  costs.t.fill(program.weight);
  costs.xi.fill(program.loss.cost);
  return {
    cones: 2 * program.patterns,
    d: program.d,
    variables: () => variables(program),
    rows: () => rows(program),
    costs,
    addCurvature: (result, v) => addScaled(result.xi, program.loss.curvature, v.xi),
    apply: maps.apply,
    slacks: maps.slacks,
    adjoint: maps.adjoint,

    start() {
      const point = startingPoint(program, kernels);
      return { point, multipliers: startingMultipliers(program, point, maps.slacks(point)) };
    },

    linearise(weights, cone) {
      const neurons = neuronBlocks(program, kernels, weights, cone);
      if (!neurons) return 'a neuron block lost definiteness to rounding';
      const slopes = slopeBlocks(program, weights);
      const solveZ = solvers.of(coupledSystem(program, kernels, maps, neurons, slopes));
      return (b, tolerance) => {
        let failed = false;
        const solved = eliminate(program, maps, { weights, cone, neurons, slopes }, b, (rhs) => {
          const z = solveZ(rhs, tolerance);
          failed ||= !z;
          return z ?? rhs;
        });
        return failed ? undefined : solved;
      };
    },
  };
}
