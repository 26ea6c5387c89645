import type { Status } from './status.js';

/** Why a run ended: its status and one sentence for people. */
export interface StopReason {
  readonly status: Status;
  readonly message: string;
}

/** What a stop rule looks at. */
export interface Snapshot {
  readonly iteration: number;
  readonly seconds: number;
  readonly objective: number;
  readonly residuals: Readonly<Record<string, number>>;
}

/** Decides after a snapshot whether the run ends. */
export type StopRule = (snapshot: Snapshot) => StopReason | null;

/** The first reason any of the rules gives. */
export function anyOf(...rules: readonly StopRule[]): StopRule {
  return (snapshot) => {
    for (const rule of rules) {
      const reason = rule(snapshot);
      if (reason) return reason;
    }
    return null;
  };
}

/** Ends after so many iterations; a planned length is not convergence. */
export function afterIterations(limit: number, unit = 'iterations'): StopRule {
  return ({ iteration }) =>
    iteration >= limit ? { status: 'inaccurate', message: `ended after the planned ${limit} ${unit}` } : null;
}

/** Converged: the named residual is at most `tolerance`. */
export function residualBelow(name: string, tolerance: number): StopRule {
  return ({ residuals }) => {
    const value = residuals[name];
    return value !== undefined && value <= tolerance
      ? { status: 'solved', message: `${name} ${value.toExponential(1)} <= ${tolerance}` }
      : null;
  };
}

/** Ends when a measure has not fallen below its lowest for so many iterations; that is not convergence. */
export function withoutImprovement(
  patience: number,
  unit: string,
  measure: (snapshot: Snapshot) => number,
): StopRule {
  let best = { value: Number.POSITIVE_INFINITY, iteration: 0 };
  return (snapshot) => {
    const { iteration } = snapshot;
    const value = measure(snapshot);
    if (value < best.value) best = { value, iteration };
    if (iteration - best.iteration < patience) return null;
    return { status: 'inaccurate', message: `nothing better in ${iteration - best.iteration} ${unit}` };
  };
}

/** Diverged: the objective is no finite number any more. */
export const onDivergence: StopRule = ({ objective, iteration }) =>
  Number.isFinite(objective)
    ? null
    : { status: 'diverged', message: `the objective became ${objective} at iteration ${iteration}` };

/** The reason a signal was aborted for; aborts made elsewhere count as a cancellation. */
export function abortReason(signal: AbortSignal): StopReason {
  const reason: unknown = signal.reason;
  return typeof reason === 'object' && reason !== null && 'status' in reason && 'message' in reason
    ? (reason as StopReason)
    : { status: 'cancelled', message: 'cancelled' };
}
