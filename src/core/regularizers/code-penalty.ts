import { codesOf } from '../codes.js';
import type { Matrix } from '../matrix.js';
import type { Regularizer } from './regularizer.js';

/** A regularizer that looks at the codes of the training rows alone. */
export interface CodePenalty extends Regularizer {
  /** r(Z) of the codes Z (n, code), before the factor beta. */
  ofCodes(codes: Matrix): number;
}

export function codePenalty(name: CodePenalty['name'], ofCodes: CodePenalty['ofCodes']): CodePenalty {
  return { name, ofCodes, value: (network, x) => ofCodes(codesOf(network, x)) };
}

export function isCodePenalty(regularizer: Regularizer): regularizer is CodePenalty {
  return 'ofCodes' in regularizer;
}
