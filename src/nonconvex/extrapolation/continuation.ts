/** mu falls from stage to stage by `factor`, down to muMin, where at most `finalStages` stages are run. */
export interface Continuation {
  readonly muMax: number;
  readonly muMin: number;
  readonly factor: number;
  readonly finalStages: number;
}

/** mu of stage number `stage`, from 0: max(muMin, factor^stage muMax). */
export function muOf({ muMax, muMin, factor }: Continuation, stage: number): number {
  return Math.max(muMin, muMax * factor ** stage);
}

/** The number of the first stage at muMin. */
export function firstFinalStage({ muMax, muMin, factor }: Continuation): number {
  // Powers of the factor round: 20 * 0.1^3 is a little above 0.02.
  return Math.max(0, Math.ceil(Math.log(muMin / muMax) / Math.log(factor) - 1e-9));
}

/** Stages that are run at most. */
export function mostStages(continuation: Continuation): number {
  return firstFinalStage(continuation) + continuation.finalStages;
}
