import type { RegularizerCheck } from '../../core/generated/documents.js';
import type { Shape } from '../../core/proximal/penalty.js';

/** Why a regularizer is refused. The codes stay as they are from version to version. */
export type RefusalCode =
  | 'not-a-regularizer'
  | 'value-not-a-number'
  | 'negative-value'
  | 'prox-not-a-number'
  | 'wrong-length'
  | 'value-mismatch'
  | 'not-a-minimizer'
  | 'wrong-sign'
  | 'wrong-scale'
  | 'not-deterministic'
  | 'changes-its-arguments'
  | 'not-convex'
  | 'wrong-degree'
  | 'not-separable'
  | 'wrong-gradient'
  | 'too-slow'
  | 'time-limit'
  | 'memory-limit'
  | 'global-state'
  | 'throws';

/** An input at which a regularizer is wrong, with everything that is needed to see it. */
export interface Counterexample {
  readonly params: Readonly<Record<string, unknown>>;
  readonly x: readonly number[];
  readonly shape?: Shape;
  readonly step?: number;
  /** What the regularizer returned. */
  readonly returned?: readonly number[] | number;
  /** What it returns elsewhere, or should have. */
  readonly expected?: readonly number[] | number;
  /** step P(y) + ||y - x||^2 / 2 at `returned`, and at `better`, where it is less. */
  readonly cost?: number;
  readonly better?: readonly number[];
  readonly betterCost?: number;
}

/** Thrown by a check that fails. */
export class RegularizerRefused extends Error {
  override readonly name = 'RegularizerRefused';

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly counterexample?: Counterexample,
  ) {
    super(message);
  }
}

export type { RegularizerCheck };
export type CheckRow = RegularizerCheck['rows'][number];

export const testNotProof =
  'These are tests at chosen and random points, not a proof: a fault between the points would go unnoticed.';
