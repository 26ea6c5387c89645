import { useState } from 'preact/hooks';
import type { Result, SolverSummary, Spread } from '#relucent/core/generated/documents.js';
import { percent, seconds, short, significant } from '#relucent/report/numbers.js';
import { runLabel } from '#relucent/report/runs.js';
import { summarize } from '#relucent/report/summary.js';

interface Measure {
  readonly key: string;
  readonly title: string;
  readonly format: (value: number) => string;
}

const measures: readonly Measure[] = [
  { key: 'objective', title: 'objective', format: significant },
  { key: 'lower', title: 'lower bound', format: significant },
  { key: 'train.accuracy', title: 'training accuracy, %', format: percent },
  { key: 'train.attacked.accuracy', title: 'attacked, %', format: percent },
  { key: 'train.certifiedAccuracy', title: 'certified, %', format: percent },
  { key: 'test.accuracy', title: 'test accuracy, %', format: percent },
  { key: 'test.attacked.accuracy', title: 'test, attacked, %', format: percent },
  { key: 'test.certifiedAccuracy', title: 'test, certified, %', format: percent },
  { key: 'train.rmse', title: 'training RMSE', format: significant },
  { key: 'test.rmse', title: 'test RMSE', format: significant },
  { key: 'neurons', title: 'neurons', format: count },
  { key: 'seconds', title: 'seconds', format: seconds },
];

/** Means of counts with as many digits as other figures have. */
function count(value: number): string {
  return short(Number(value.toPrecision(4)));
}

interface Picked {
  readonly row: SolverSummary;
  readonly measure: Measure;
}

/** Every solver's figures: mean ± standard deviation, and below the table each run of the cell that is looked at. */
export function ComparisonTable({
  summary,
  runs,
}: {
  summary: readonly SolverSummary[];
  runs: readonly Result[];
}) {
  const [picked, pick] = useState<Picked>();
  const shown = measures.filter(({ key }) => summary.some(({ values }) => values[key]));
  const repeated = summary.some(({ repeats }) => repeats > 1);
  if (shown.length === 0) return null;
  return (
    <section>
      <h2 id="comparison">Comparison</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section class="scroll" aria-labelledby="comparison" tabIndex={0}>
        <table>
          <caption>
            {repeated
              ? 'Mean ± standard deviation over the repeats. Point at a figure, or move to it, for each run.'
              : 'Recomputed from the networks.'}
          </caption>
          <thead>
            <tr>
              <th scope="col">Solver</th>
              {shown.map(({ key, title }) => (
                <th key={key} scope="col" class="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {summary.map((row) => (
              <tr key={titleOf(row)}>
                <th scope="row">
                  {titleOf(row)}
                  {row.repeats > 1 && <span class="muted"> × {row.repeats}</span>}
                </th>
                {shown.map((measure) => (
                  <td key={measure.key} class="number">
                    <Cell row={row} measure={measure} onPick={pick} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {repeated && (
        <p class="each-run" id="each-run" role="status">
          {picked ? eachRun(picked, runs) : ' '}
        </p>
      )}
    </section>
  );
}

function Cell({ row, measure, onPick }: Picked & { onPick: (picked: Picked) => void }) {
  const spread = row.values[measure.key];
  if (!spread) return <span class="absent">–</span>;
  if (row.repeats === 1) return <span title={String(spread.mean)}>{measure.format(spread.mean)}</span>;
  const show = () => onPick({ row, measure });
  return (
    <button
      type="button"
      class="figure"
      aria-describedby="each-run"
      onMouseEnter={show}
      onFocus={show}
      onClick={show}
    >
      {meanAndSd(spread, measure.format)}
    </button>
  );
}

function meanAndSd({ mean, sd }: Spread, format: Measure['format']): string {
  return `${format(mean)} ± ${format === percent || format === seconds ? format(sd) : significant(sd, 2)}`;
}

/** The figure of each repeat, by the same reckoning as its mean. */
function eachRun({ row, measure }: Picked, runs: readonly Result[]): string {
  const values = runs
    .filter((run) => runLabel(run) === row.label && run.weight === row.weight)
    .map((run) => summarize([run])[0]?.values[measure.key]?.mean)
    .map((value) => (value === undefined ? '–' : measure.format(value)));
  return `${titleOf(row)}, ${measure.title}: ${values.map((value, k) => `run ${k + 1}: ${value}`).join(', ')}`;
}

function titleOf({ label, weight }: SolverSummary): string {
  return weight === undefined ? label : `${label} at ${short(weight)}`;
}
