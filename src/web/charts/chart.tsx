import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { significant } from '#relucent/report/numbers.js';
import { allPositive, type Figure, spansFactors } from './figure.js';
import { plotOptions } from './plot-options.js';
import { useDark } from './use-dark.js';

/**
 * Lines on a canvas whose height never changes, with a legend that reads the values under the pointer. New points go
 * into the drawing that is there; only a change of lines, axis or colours makes a new one.
 */
export function Chart({ figure, title }: { figure: Figure; title: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const [wantsLog, setWantsLog] = useState(true);
  const [cursor, setCursor] = useState<number | null>(null);
  const id = useId();
  const dark = useDark();
  const positive = allPositive(figure);
  const logarithmic = wantsLog && positive && spansFactors(figure);
  const data = useMemo(() => aligned(figure), [figure]);
  const latest = useRef(data);
  latest.current = data;
  const look = figure.lines.map(({ label, colour, strong }) => `${label} ${colour} ${strong}`).join('\n');

  // `look` and `dark` stand for what is read of lines and colours
  useEffect(() => {
    const element = frame.current!;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const options = plotOptions(figure, logarithmic, getComputedStyle(element), setCursor);
    const drawing = new uPlot({ ...options, ...size() }, latest.current, element);
    plot.current = drawing;
    const observer = new ResizeObserver(() => drawing.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawing.destroy();
    };
  }, [look, logarithmic, dark, figure.across]);
  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <figure class="chart" aria-labelledby={`${id}-title`}>
      <figcaption id={`${id}-title`}>{title}</figcaption>
      <div ref={frame} class="plot" role="img" aria-label={describe(figure)} />
      <div class="chart-foot">
        {figure.lines.length === 0 && <span class="muted">No values yet.</span>}
        <ul class="legend">
          {figure.lines.map(
            (line, k) =>
              line.strong && (
                <li key={line.label + k}>
                  <span class={`swatch ${line.colour} ${line.dashed ? 'dashed' : ''}`} aria-hidden="true" />
                  <span>{line.label}</span>
                  <span class="reading">{reading(data[k + 1], cursor) ?? significant(line.y.at(-1)!)}</span>
                </li>
              ),
          )}
        </ul>
        <label class="check">
          <input
            type="checkbox"
            checked={wantsLog}
            disabled={!positive}
            onChange={(event) => setWantsLog(event.currentTarget.checked)}
          />
          logarithmic
        </label>
      </div>
    </figure>
  );
}

/** All lines on one ascending axis; where a line has no point of its own it is drawn through. */
function aligned({ lines }: Figure): uPlot.AlignedData {
  if (lines.length === 0) return [[]];
  return uPlot.join(lines.map(({ x, y }) => [[...x], [...y]] as uPlot.AlignedData));
}

/** The last value of a line up to the pointer. */
function reading(values: uPlot.AlignedData[number] | undefined, cursor: number | null): string | undefined {
  if (cursor === null || !values) return undefined;
  for (let k = cursor; k >= 0; k--) {
    const value = values[k];
    if (typeof value === 'number') return significant(value);
  }
  return undefined;
}

function describe({ lines, across }: Figure): string {
  if (lines.length === 0) return 'No values yet.';
  const ends = lines
    .filter(({ strong }) => strong)
    .map(({ label, y }) => `${label} from ${y[0]!.toPrecision(4)} to ${y.at(-1)!.toPrecision(4)}`);
  return `By ${across}: ${ends.join('; ')}.`;
}
