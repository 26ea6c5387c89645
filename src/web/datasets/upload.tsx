import { useState } from 'preact/hooks';
import type { DatasetDocument } from '#relucent/core/generated/documents.js';
import { uploadDataset } from '../api.js';
import { explain } from '../load.js';
import { type Preview, previewOf } from './preview.js';

/** Takes a file, shows how it begins, and sends it. */
export function Upload({ onUploaded }: { onUploaded: (dataset: DatasetDocument) => void }) {
  const [file, setFile] = useState<File>();
  const [preview, setPreview] = useState<Preview>();
  const [said, setSaid] = useState('');
  const choose = async (chosen: File | undefined) => {
    setFile(chosen);
    setSaid('');
    setPreview(chosen && (await previewOf(chosen)));
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (!file) return;
    setSaid(`Sending ${file.name} …`);
    uploadDataset(file).then(
      (dataset) => {
        setSaid(`${file.name} is stored as ${dataset.id}.`);
        onUploaded(dataset);
      },
      (error: Error) => setSaid(explain(error)),
    );
  };
  return (
    <form class="card" aria-label="Upload" onSubmit={send}>
      <label class="field">
        <span>File (csv, npy, npz, idx or safetensors)</span>
        <input type="file" onChange={(event) => choose(event.currentTarget.files?.[0])} />
      </label>
      {preview && <PreviewTable preview={preview} />}
      <div class="actions">
        <button type="submit" class="primary" disabled={!file}>
          Upload
        </button>
        <span role="status">{said}</span>
      </div>
    </form>
  );
}

function PreviewTable({ preview }: { preview: Preview }) {
  if (preview.kind === 'binary') return <p class="note">{preview.bytes} bytes that are no text.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
    <section class="scroll" aria-label="The first lines" tabIndex={0}>
      <table>
        <caption>The first {preview.lines.length} lines</caption>
        <tbody>
          {preview.lines.map((cells, k) => (
            <tr key={k}>
              {cells.map((cell, c) => (
                <td key={c}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
