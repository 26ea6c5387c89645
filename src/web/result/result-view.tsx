import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { figuresIn } from '#relucent/report/figure-files/figures-in.js';
import { byWeight } from '#relucent/report/runs.js';
import { summarize } from '#relucent/report/summary.js';
import { getReport, getResult, Refused } from '../api.js';
import { Chart } from '../charts/chart.js';
import { resultFigure } from '../charts/result-figure.js';
import { explain, useLoaded } from '../load.js';
import { ComparisonTable } from './comparison-table.js';
import { Downloads } from './downloads.js';
import { ReportFigures } from './report-figures.js';

/** What a job left: verdict, ladder and pictures of the report, curves, figures of every run, files. */
export function ResultView({ id }: { id: string }) {
  const { value, error } = useLoaded(id, (signal) => left(id, signal));
  if (error) return <p role="alert">{explain(error)}</p>;
  if (!value) return <p class="muted">Loading the result …</p>;
  const { result, report } = value;
  const runs = 'runs' in result ? result.runs : [result];
  return (
    <>
      <p class={`status ${result.status}`}>
        <strong>{result.status}</strong> {result.reason}
      </p>
      {report && <ReportFigures html={report} />}
      <Curves result={result} runs={runs} />
      <ComparisonTable summary={'runs' in result ? result.summary : summarize(runs)} runs={runs} />
      <Downloads id={id} runs={runs} figures={report ? figuresIn(report) : []} />
    </>
  );
}

/** Both together, so that nothing is pushed down by what comes later; a result may have no report. */
async function left(id: string, signal: AbortSignal) {
  const [result, report] = await Promise.all([
    getResult(id, signal),
    getReport(id, signal).catch((error: Error) => {
      if (error instanceof Refused && error.problem.status === 404) return undefined;
      throw error;
    }),
  ]);
  return { result, report };
}

/** The curves of a path are those of many problems, and are left to its report. */
function Curves({ result, runs }: { result: Result | ComparisonResult; runs: readonly Result[] }) {
  if (byWeight(runs).length > 1) return null;
  const ladder = 'ladder' in result ? result.ladder : [];
  const figure = resultFigure(runs, ladder);
  if (!figure) return null;
  return (
    <section aria-labelledby="curves">
      <h2 id="curves">Training</h2>
      <Chart figure={figure} title="Objective that each method saw; strong lines are the best repeats" />
    </section>
  );
}
