import { type Pace, paceOf } from '../../core/pace.js';
import { type Finding, type RowVerdict, type SampleVerdict, summary } from './verdict.js';

export interface CertifyOptions {
  /** Seconds for all rows together; without limit when absent. */
  readonly seconds?: number;
  /** Branch-and-bound nodes per row; 0: no branching. */
  readonly nodes: number;
  /** Aborting it ends the work; rows that are not decided by then stay undecided. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CertifyProgress) => void;
}

export interface CertifyProgress {
  readonly rows: number;
  readonly robust: number;
  readonly vulnerable: number;
  /** Share of the work that is done: rows that are decided or given up. */
  readonly fraction: number;
}

/** How one row is decided: by tests of known cost first, then by a search that nodes and time limit. */
export interface RowSearch {
  screen(): Finding;
  /** Goes on from what screening left undecided; absent where there is no such search. */
  branch?(screened: Finding, nodes: number, pace: Pace): Promise<Finding>;
}

/**
 * Decides rows: first all are screened; then branch and bound goes to those left undecided, the largest lower bound first,
 * each with an even share of the time that is left. With a node limit alone the verdicts are the same on every run. Lets
 * other events through about every 20 ms, though not within one row's screening or one linear program.
 */
export async function decideRows(
  rows: readonly RowSearch[],
  { seconds = Number.POSITIVE_INFINITY, nodes, signal, onProgress }: CertifyOptions,
): Promise<SampleVerdict> {
  const deadline = performance.now() + 1000 * seconds;
  const pace = paceOf(signal, deadline);
  const verdicts: RowVerdict[] = rows.map(() => untried);
  let finished = 0;

  const record = (k: number, finding: Finding, started: number): void => {
    const before = verdicts[k]!.seconds;
    verdicts[k] = { ...finding, seconds: before + (performance.now() - started) / 1000 };
  };
  const finish = (): void => {
    finished++;
    const { robust, vulnerable } = summary(verdicts);
    onProgress?.({ rows: rows.length, robust, vulnerable, fraction: finished / rows.length });
  };

  const left: number[] = [];
  for (const [k, row] of rows.entries()) {
    if (!(await pace.goOn())) return summary(verdicts);
    const started = performance.now();
    const finding = row.screen();
    record(k, finding, started);
    if (finding.status === 'undecided' && nodes > 0 && row.branch) left.push(k);
    else finish();
  }
  left.sort((a, b) => verdicts[b]!.lower - verdicts[a]!.lower || a - b);
  for (const [i, k] of left.entries()) {
    const started = performance.now();
    const share = pace.until(started + (deadline - started) / (left.length - i));
    if (await share.goOn()) record(k, await rows[k]!.branch!(verdicts[k]!, nodes, share), started);
    finish();
  }
  return summary(verdicts);
}

const untried: RowVerdict = {
  status: 'undecided',
  lower: Number.NEGATIVE_INFINITY,
  upper: Number.POSITIVE_INFINITY,
  nodes: 0,
  seconds: 0,
};
