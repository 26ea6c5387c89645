import type { Result } from '../core/generated/documents.js';
import type { ExperimentContext } from './experiment.js';
import { type dimensions, type PenaltyName, type Quantities, setting } from './rvsm-published.js';
import { train } from './train.js';

/** Measured at the end of a run, where eqs. 12, 13, 14 and 17 hold at a limit. */
export interface Identities {
  readonly parallel: number;
  readonly sines: number;
  readonly distance: number;
  readonly distanceBound: number;
  readonly sparseDistance: number;
  readonly l1DistanceBound: number;
}

export interface FilterRun {
  readonly converged: boolean;
  readonly quantities: Quantities;
  readonly identities: Identities;
  /** L_beta by iteration. */
  readonly lagrangians: readonly { readonly x: number; readonly y: number }[];
}

/** The rows are only looked at in the report: the method descends on the expectation over all of them. */
const rows = 10;

/** One run on the population loss from a random unit filter towards another, to convergence. */
export async function runFilter(
  name: PenaltyName,
  d: (typeof dimensions)[number],
  seed: number,
  context: ExperimentContext,
  progress: { readonly phase: string; readonly fraction: number },
): Promise<FilterRun> {
  const { weight, beta, patches, a } = setting;
  const { result } = await train(
    {
      data: { source: 'generator', name: 'patches-teacher', n: rows, d, patches },
      model: { type: 'patches', patches },
      // The paper's f is the mean of the squared errors, without the half.
      loss: { type: 'squared', scale: 2 / rows },
      regularizer: name === 'tl1' ? { type: 'tl1', weight, params: { a } } : { type: name, weight },
      solver: { name: 'rvsm', options: { loss: 'population', beta, eta: 0.1 } },
      seed,
    },
    context,
    progress,
  );
  return measure(result, d);
}

/** What the trainer says about its limit. */
interface Details {
  readonly nonzeros: number;
  readonly risk: { readonly w: number; readonly u: number; readonly unitU: number };
  readonly angleToTeacher: { readonly w: number; readonly u: number };
  readonly fixedPoint: Identities;
}

function measure({ status, solver, history }: Result, d: number): FilterRun {
  const { nonzeros, risk, angleToTeacher, fixedPoint } = solver.details as unknown as Details;
  return {
    converged: status === 'solved',
    quantities: {
      angleW: angleToTeacher.w,
      riskW: risk.w,
      angleU: angleToTeacher.u,
      riskU: risk.u,
      riskUnitU: risk.unitU,
      zeros: d - nonzeros,
    },
    identities: fixedPoint,
    lagrangians: history.map(({ iteration, residuals }) => ({
      x: iteration,
      y: residuals?.['lagrangian'] ?? Number.NaN,
    })),
  };
}
