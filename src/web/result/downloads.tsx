import { useState } from 'preact/hooks';
import type { Result } from '#relucent/core/generated/documents.js';
import type { ReportFigure } from '#relucent/report/figure-files/figures-in.js';
import { runLabel } from '#relucent/report/runs.js';
import { request } from '../api.js';
import { apiKey } from '../api-key.js';
import { explain } from '../load.js';
import { pngOf } from './png-of.js';
import { saveAs } from './save-as.js';

const formats = ['onnx', 'tfjs', 'safetensors', 'npz', 'json'] as const;

interface Props {
  readonly id: string;
  readonly runs: readonly Result[];
  /** Of the report. */
  readonly figures: readonly Pick<ReportFigure, 'name' | 'title'>[];
}

/** Report, result, figures and the network in every format; a refusal is said here, not in a saved file. */
export function Downloads({ id, runs, figures }: Props) {
  const [solver, setSolver] = useState('');
  const [raw, setRaw] = useState(false);
  const [figure, setFigure] = useState('');
  const [said, setSaid] = useState('');
  const base = `/v1/jobs/${encodeURIComponent(id)}`;
  const labels = [...new Set(runs.filter(({ network }) => network).map(runLabel))];

  const save = (event: Event, path: string, name: string, convert = asItIs) => {
    event.preventDefault();
    setSaid(`Fetching ${name} …`);
    request(path)
      .then((response) => response.blob())
      .then(convert)
      .then((file) => saveAs(file, name))
      .then(
        () => setSaid(`${name} is saved.`),
        (error: Error) => setSaid(explain(error)),
      );
  };
  const link = (path: string, name: string, text: string) => (
    <a class="button" href={path} download={name} onClick={(event) => save(event, path, name)}>
      {text}
    </a>
  );
  const shown = figures.find(({ name }) => name === figure) ?? figures[0];
  const figurePath = `${base}/figures/${encodeURIComponent(shown?.name ?? '')}`;
  const modelPath = (format: string) => {
    const query = new URLSearchParams({
      format,
      ...(solver ? { solver } : {}),
      ...(raw ? { rows: 'raw' } : {}),
    });
    return `${base}/model?${query}`;
  };
  return (
    <section class="card downloads" aria-labelledby="files">
      <h2 id="files">Files</h2>
      <div class="actions">
        {apiKey() ? (
          link(`${base}/report`, `${id}.html`, 'Report')
        ) : (
          <a class="button" href={`${base}/report`} target="_blank" rel="noreferrer">
            Report
          </a>
        )}
        {link(`${base}/result`, `${id}.result.json`, 'Result')}
      </div>
      {labels.length > 0 && (
        <fieldset class="actions">
          <legend>Network</legend>
          {formats.map((format) => (
            <span key={format}>
              {link(modelPath(format), `${id}.${format === 'tfjs' ? 'tfjs.zip' : format}`, format)}
            </span>
          ))}
          {labels.length > 1 && (
            <label class="inline">
              of{' '}
              <select value={solver} onChange={(event) => setSolver(event.currentTarget.value)}>
                <option value="">the best run</option>
                {labels.map((label) => (
                  <option key={label}>{label}</option>
                ))}
              </select>
            </label>
          )}
          <label class="check">
            <input type="checkbox" checked={raw} onChange={(event) => setRaw(event.currentTarget.checked)} />
            takes rows as the data file has them
          </label>
        </fieldset>
      )}
      {shown && (
        <fieldset class="actions">
          <legend>Figure</legend>
          <select
            class="figure-name"
            aria-label="Figure"
            value={shown.name}
            onChange={(event) => setFigure(event.currentTarget.value)}
          >
            {figures.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
          {link(figurePath, `${id}.${shown.name}.svg`, 'svg')}
          <button
            type="button"
            onClick={(event) => save(event, figurePath, `${id}.${shown.name}.png`, pngOf)}
          >
            png
          </button>
        </fieldset>
      )}
      <p class="said" role="status">
        {said || ' '}
      </p>
    </section>
  );
}

async function asItIs(file: Blob): Promise<Blob> {
  return file;
}
