import { inputError } from '../errors.js';
import type { ModelSpec, RegularizerSpec } from '../generated/documents.js';
import { normOf } from '../norms/index.js';
import { penalties } from '../proximal/index.js';
import { codeL1 } from './code-l1.js';
import { isCodePenalty } from './code-penalty.js';
import { columnLasso } from './column-lasso.js';
import { gramInfIndicator } from './gram-inf-indicator.js';
import { gramInfNorm } from './gram-inf-norm.js';
import { groupLasso } from './group-lasso.js';
import { klSparsity } from './kl-sparsity.js';
import type { Regularizer } from './regularizer.js';
import { studentT } from './student-t.js';
import { weightDecay } from './weight-decay.js';
import { weightPenalty } from './weight-penalty.js';

/** The regularizer of a spec. */
export function regularizerOf(spec: RegularizerSpec): Regularizer {
  switch (spec.type) {
    case 'weight-decay':
      return weightDecay;
    case 'group-lasso': {
      const norm = normOf(spec);
      return norm.spec.norm === 'l2' ? weightDecay : groupLasso(norm);
    }
    case 'column-lasso':
      return columnLasso;
    case 'l1':
    case 'l0':
      return weightPenalty(spec.type, penalties[spec.type], {});
    case 'tl1':
      return weightPenalty(spec.type, penalties.tl1, spec.params);
    case 'elastic-net':
      return weightPenalty(spec.type, penalties['elastic-net'], spec.params);
    case 'mcp':
      return weightPenalty(spec.type, penalties.mcp, spec.params);
    case 'scad':
      return weightPenalty(spec.type, penalties.scad, spec.params);
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
export function checkRegularizer(spec: RegularizerSpec, model: ModelSpec, pointer: string): void {
  if (!isCodePenalty(regularizerOf(spec))) return;
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
