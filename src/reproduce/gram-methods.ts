import type { Spec } from '../core/generated/input.js';

/** The five methods of Tables I to III, in their order. */
export const gramMethods = ['Parseval', 'InfInd', 'InfNorm', 'InfInd-Extra', 'InfNorm-Extra'] as const;
export type GramMethod = (typeof gramMethods)[number];

/** How one network is trained by all of them: stages in which mu (where there is one) and the rate fall. */
export interface GramSetting {
  readonly muMax: number;
  readonly muMin: number;
  readonly factor: number;
  readonly stages: number;
  readonly stageEpochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Weight of the extrapolation in the methods that have it. */
  readonly extrapolation: number;
  /** xi of InfInd and lambda of InfNorm. */
  readonly xi: number;
  readonly lambda: number;
}

/** The part of a spec that a method decides. */
export function gramMethod(
  method: GramMethod,
  setting: GramSetting,
): Required<Pick<Spec, 'regularizer' | 'solver'>> {
  const { batch, learningRate, stages, stageEpochs, factor } = setting;
  const schedule = { type: 'step', every: stageEpochs, factor };
  if (method === 'Parseval') {
    const options = { epochs: stages * stageEpochs, batch, learningRate, schedule, retraction: 0.01 };
    return {
      regularizer: { type: 'weight-decay', weight: 1e-6 },
      solver: { name: 'parseval', label: method, options },
    };
  }
  const { muMax, muMin, xi, lambda } = setting;
  const options = {
    muMax,
    muMin,
    factor,
    stageEpochs,
    finalStages: 1,
    batch,
    learningRate,
    schedule,
    extrapolation: method.endsWith('Extra') ? setting.extrapolation : 0,
  };
  return {
    regularizer: method.startsWith('InfInd')
      ? { type: 'gram-inf-indicator', params: { xi } }
      : { type: 'gram-inf-norm', weight: lambda },
    solver: { name: 'extrapolation', label: method, options },
  };
}
