import { setImmediate } from 'node:timers/promises';
import { norm2, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { activityGroups } from '../activity-groups.js';
import { boundOf } from '../formulations/stable.js';
import { provenBy, reachedBy } from '../interior/certify-iterate.js';
import { chooseKernels } from '../interior/kernels/choose.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import {
  type BoundedIncumbent,
  type CertifiedAttempt,
  closedGap,
  improved,
  type Solving,
} from '../solve-certified.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import { type SplitIterate, splitIterates } from './iterates.js';
import { lossProx } from './loss-prox.js';

/** Certified iterates after which a gap that is still open is reported as it is. */
const mostReports = 400;
/** Iterations that one certified iterate stands for. */
const iterationsPerReport = 50;

/**
 * The standard program on fixed patterns by ADMM: each certified iterate is an attempt, with its neurons put back into
 * their cells (the upper bound) and its multipliers clipped (the lower one), both in float64. `known` is as for
 * solveCertified. Throws SolveAborted when the signal is aborted before the end.
 */
export async function* solveSplitting(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  { tolerance, started }: Pick<Solving, 'tolerance' | 'started'>,
  signal: AbortSignal,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  let incumbent = known;
  if (known && known.gap <= closedGap(known.upper, tolerance)) return;
  const kernels = await chooseKernels();
  const { x, y } = problem.train;
  const { rows: n, cols: d } = x;
  const groups = activityGroups(patterns, n);
  const judged = { problem, patterns, groups, loss };
  // Rows of typical length 1, loss of factor 1.
  const length = norm2(x.data) / Math.sqrt(n) || 1;
  const active = new Float64Array(patterns.length * n);
  for (const [i, pattern] of patterns.entries()) active.set(pattern.active, i * n);
  const iterates = splitIterates(
    {
      n,
      d,
      patterns: patterns.length,
      x: x.data.map((value) => value / length),
      active,
      y: y.data,
      weight: problem.weight / (problem.lossScale * length),
      prox: lossProx(problem.loss.name)!,
    },
    kernels,
  );
  const candidateOf = ({ neurons, nu, mu }: SplitIterate) => ({
    neurons: { rows: 2 * patterns.length, cols: d, data: neurons.map((value) => value / length) },
    multipliers: {
      loss: {
        nu: nu.map((value) => problem.lossScale * value),
        alpha: nu.map((value) => problem.lossScale * Math.abs(value)),
      },
      cone: { rows: 2 * patterns.length, cols: n, data: mu.map((value) => problem.lossScale * value) },
      shift: zeros(groups.representative.length, d),
    },
  });

  for (let report = 1; report <= mostReports; report++) {
    await setImmediate();
    if (signal.aborted) throw new SolveAborted();
    const candidate = candidateOf(iterates.next().value);
    const reached = reachedBy(judged, candidate);
    const bound = boundOf(problem, patterns, groups, loss, provenBy(judged, candidate));
    if (reached.unrepaired === 0) incumbent = improved(incumbent, { ...reached, bound });
    const closed = incumbent !== undefined && incumbent.gap <= closedGap(incumbent.upper, tolerance);
    const iterations = report * iterationsPerReport;
    const attempt: CertifiedAttempt = {
      solution: {
        status: closed ? 'solved' : 'inaccurate',
        native: `${closed ? 'gap closed' : 'iteration limit'} (${kernels.name})`,
        iterations,
      },
      incumbent,
      history: {
        iteration: iterations,
        seconds: (performance.now() - started) / 1000,
        ...(incumbent
          ? { objective: incumbent.upper, upper: incumbent.upper, lower: incumbent.bound.value }
          : {}),
      },
    };
    const ends = closed || report === mostReports;
    yield ends ? attempt : { ...attempt, unfinished: true };
    if (ends) return;
  }
}
