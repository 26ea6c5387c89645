import { inputError } from '../errors.js';
import type { ModelSpec, RegularizerSpec } from '../generated/documents.js';
import { normOf } from '../norms/index.js';
import type { PenaltyTable } from '../proximal/penalty.js';
import { codeL1 } from './code-l1.js';
import { isCodePenalty } from './code-penalty.js';
import { columnLasso } from './column-lasso.js';
import { gramInfIndicator } from './gram-inf-indicator.js';
import { gramInfNorm } from './gram-inf-norm.js';
import { groupLasso } from './group-lasso.js';
import { klSparsity } from './kl-sparsity.js';
import { penaltyOfCodes } from './penalty-of-codes.js';
import { penaltyOfGrams } from './penalty-of-grams.js';
import { penaltyOfNeurons } from './penalty-of-neurons.js';
import { isPenaltySpec } from './penalty-spec.js';
import type { Regularizer } from './regularizer.js';
import { studentT } from './student-t.js';
import { weightDecay } from './weight-decay.js';
import { weightPenalty } from './weight-penalty.js';

const penaltiesOfTargets = {
  weights: weightPenalty,
  gram: penaltyOfGrams,
  codes: penaltyOfCodes,
  neurons: penaltyOfNeurons,
};

/** The regularizer of a spec that has been validated with these penalties. Throws a RangeError for other penalties. */
export function regularizerOf(spec: RegularizerSpec, penalties: PenaltyTable): Regularizer {
  if (isPenaltySpec(spec)) {
    const penalty = penalties.get(spec.type);
    if (!penalty) throw new RangeError(`no penalty "${spec.type}"`);
    return penaltiesOfTargets[spec.target](spec, penalty);
  }
  switch (spec.type) {
    case 'weight-decay':
      return weightDecay;
    case 'group-lasso': {
      const norm = normOf(spec, penalties);
      return norm.spec.norm === 'l2' ? weightDecay : groupLasso(norm);
    }
    case 'column-lasso':
      return columnLasso;
    case 'code-l1':
      return codeL1;
    case 'kl-sparsity':
      return klSparsity(spec.params.rho);
    case 'student-t':
      return studentT;
    case 'gram-inf-norm':
      return gramInfNorm;
    case 'gram-inf-indicator':
      return gramInfIndicator(spec.params.xi);
  }
}

/** Throws InputError at `pointer`, where the regularizer stands, when the model has nothing that it could be about. */
export function checkRegularizer(
  spec: RegularizerSpec,
  penalties: PenaltyTable,
  model: ModelSpec,
  pointer: string,
): void {
  if (!isCodePenalty(regularizerOf(spec, penalties))) return;
  if (model.type !== 'autoencoder') {
    throw inputError(
      `${pointer}/type`,
      `${spec.type} is about the codes of an autoencoder, not of "${model.type}"`,
    );
  }
  if (spec.type === 'kl-sparsity' && model.activation !== 'sigmoid') {
    throw inputError(
      `${pointer}/type`,
      'kl-sparsity needs codes between 0 and 1: set model.activation to "sigmoid"',
    );
  }
}
