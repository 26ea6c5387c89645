import { row } from '../core/matrix.js';
import type { Sample } from '../core/problem.js';
import { paceOf } from './branch/pace.js';
import { boxAround } from './chain/box.js';
import { type Chain, inputSize } from './chain/chain.js';
import { marginForms } from './chain/margin-forms.js';
import { branchRow, screenRow } from './rows/certify-row.js';
import type { Question } from './rows/question.js';
import { type Finding, type RowVerdict, type SampleVerdict, summary } from './rows/verdict.js';

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

/**
 * Decides for every row x_k whether its label is right at every x with |x_j - x_kj| <= radii_j: y f(x) > 0 for one output
 * and y = -1 or 1, f_c(x) > f_j(x) for all j != c for several outputs, c the place of the largest target.
 *
 * First all rows are screened; then branch and bound goes to those left undecided, the largest lower bound first, each
 * with an even share of the time that is left. With a node limit alone the verdicts are the same on every run. Lets other
 * events through about every 20 ms, though not within one row's screening or one linear program. Throws a RangeError for radii, labels or rows that do not fit the chain.
 */
export async function certifySample(
  chain: Chain,
  sample: Sample,
  radii: Float64Array,
  { seconds = Number.POSITIVE_INFINITY, nodes, signal, onProgress }: CertifyOptions,
): Promise<SampleVerdict> {
  const questions = questionsOf(chain, sample, radii);
  const deadline = performance.now() + 1000 * seconds;
  const pace = paceOf(signal, deadline);
  const verdicts: RowVerdict[] = questions.map(() => untried);
  let finished = 0;

  const record = (k: number, finding: Finding, started: number): void => {
    const before = verdicts[k]!.seconds;
    verdicts[k] = { ...finding, seconds: before + (performance.now() - started) / 1000 };
  };
  const finish = (): void => {
    finished++;
    const { robust, vulnerable } = summary(verdicts);
    onProgress?.({ rows: questions.length, robust, vulnerable, fraction: finished / questions.length });
  };

  const left: number[] = [];
  for (const [k, question] of questions.entries()) {
    if (!(await pace.goOn())) return summary(verdicts);
    const started = performance.now();
    const finding = screenRow(question);
    record(k, finding, started);
    if (finding.status === 'undecided' && nodes > 0) left.push(k);
    else finish();
  }
  left.sort((a, b) => verdicts[b]!.lower - verdicts[a]!.lower || a - b);
  for (const [i, k] of left.entries()) {
    const started = performance.now();
    const share = pace.until(started + (deadline - started) / (left.length - i));
    if (await share.goOn()) record(k, await branchRow(questions[k]!, verdicts[k]!, nodes, share), started);
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

function questionsOf(chain: Chain, { x, y }: Sample, radii: Float64Array): readonly Question[] {
  if (x.cols !== inputSize(chain)) {
    throw new RangeError(`expected rows of ${inputSize(chain)} columns, not ${x.cols}`);
  }
  if (x.rows === 0) throw new RangeError('expected at least one row');
  return Array.from({ length: x.rows }, (_, k) => {
    const label = labelOf(row(y, k));
    marginForms(chain.last.weight.rows, label);
    return { chain, box: boxAround(row(x, k), radii), label };
  });
}

/** The class that targets (K,) stand for: -1 or 1 of one output, else the place of the largest. */
function labelOf(y: Float64Array): number {
  return y.length === 1 ? y[0]! : y.indexOf(Math.max(...y));
}
