import { useState } from 'preact/hooks';
import type { Result } from '#relucent/core/generated/documents.js';
import { runLabel } from '#relucent/report/runs.js';
import { request } from '../api.js';
import { apiKey } from '../api-key.js';
import { explain } from '../load.js';
import { saveAs } from './save-as.js';

const formats = ['onnx', 'tfjs', 'safetensors', 'npz', 'json'] as const;

/** Links to the report, the result and the network in every format; a refusal is said here, not in a saved file. */
export function Downloads({ id, runs }: { id: string; runs: readonly Result[] }) {
  const [solver, setSolver] = useState('');
  const [raw, setRaw] = useState(false);
  const [said, setSaid] = useState('');
  const base = `/v1/jobs/${encodeURIComponent(id)}`;
  const labels = [...new Set(runs.filter(({ network }) => network).map(runLabel))];

  const save = (event: Event, path: string, name: string) => {
    event.preventDefault();
    setSaid(`Fetching ${name} …`);
    request(path)
      .then(async (response) => saveAs(await response.blob(), name))
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
      <p class="said" role="status">
        {said || ' '}
      </p>
    </section>
  );
}
