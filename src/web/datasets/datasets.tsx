import { useState } from 'preact/hooks';
import type { DatasetDocument } from '#relucent/core/generated/documents.js';
import { deleteDataset, getDatasets } from '../api.js';
import { Confirm } from '../confirm.js';
import { explain, useLoaded } from '../load.js';
import { hrefOf } from '../route.js';
import { Upload } from './upload.js';

/** The uploaded datasets, and a place to bring another one. */
export function Datasets() {
  const [round, setRound] = useState(0);
  const { value, error } = useLoaded(`datasets ${round}`, getDatasets);
  const refresh = () => setRound(round + 1);
  return (
    <>
      <h1>Datasets</h1>
      <Upload onUploaded={refresh} />
      <p class="muted" role="status">
        {error ? explain(error) : value ? `${value.length} datasets` : 'Loading …'}
      </p>
      <ul class="jobs" aria-label="Datasets">
        {value?.map((dataset) => (
          <DatasetRow key={dataset.id} dataset={dataset} onGone={refresh} />
        ))}
      </ul>
    </>
  );
}

function DatasetRow({ dataset, onGone }: { dataset: DatasetDocument; onGone: () => void }) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const { id, format, bytes } = dataset;
  const name = dataset.name ?? id;
  return (
    <li class="card job-row">
      <div class="job-head">
        <strong>{name}</strong>
        <span class="muted facts">
          {format} · {(bytes / 1024).toFixed(1)} kB · {contentsOf(dataset)}
        </span>
      </div>
      <span class="facts muted">
        <code>{id}</code>
      </span>
      <div class="actions">
        <a
          class="button"
          aria-label={`Train on ${name}`}
          href={hrefOf({ view: 'new', from: { kind: 'dataset', name: id } })}
        >
          Train
        </a>
        <button type="button" class="danger" aria-label={`Delete ${name}`} onClick={() => setAsking(true)}>
          Delete
        </button>
        {failure && (
          <span class="wrong" role="alert">
            {failure}
          </span>
        )}
        {asking && (
          <Confirm
            question={`Delete “${name}”?`}
            detail="Jobs that have ended keep their results."
            action="Delete"
            onAnswer={(yes) => {
              setAsking(false);
              if (yes) deleteDataset(id).then(onGone, (error: Error) => setFailure(explain(error)));
            }}
          />
        )}
      </div>
    </li>
  );
}

function contentsOf({ rows, columns, arrays }: DatasetDocument): string {
  if (columns) return `${rows} rows of ${columns.length} columns`;
  return (arrays ?? []).map(({ name, shape }) => `${name ? `${name} ` : ''}${shape.join(' × ')}`).join(', ');
}
