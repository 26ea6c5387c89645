import { useEffect, useRef, useState } from 'preact/hooks';
import { createJob, Refused } from '../api.js';
import { explain, useLoaded } from '../load.js';
import { goTo, type Route } from '../route.js';
import { DocumentEditor } from './document-editor.js';
import { type Draft, readDraft } from './draft.js';
import { DraftForm } from './draft-form.js';
import { type Findings, useFindings } from './findings.js';
import { FindingsPanel } from './findings-panel.js';
import { Gallery } from './gallery.js';
import { locate } from './locate.js';
import { rememberDocument } from './sent-documents.js';
import { startingText, written } from './starting-text.js';

type Props = Pick<Extract<Route, { view: 'new' }>, 'from'>;

/** A new job. Its text is the only state: the form shows the text and writes it, the service checks it. */
export function NewJob({ from }: Props) {
  const start = useLoaded('start', () => startingText(from));
  return (
    <>
      <h1>New job</h1>
      <Gallery {...(from?.kind === 'example' ? { current: from.name } : {})} />
      {start.error && (
        <p role="alert" class="wrong">
          It cannot be copied: {start.error instanceof Refused ? explain(start.error) : start.error.message}.
        </p>
      )}
      {start.value !== undefined && <Workbench start={start.value} />}
    </>
  );
}

function Workbench({ start }: { start: string }) {
  const [text, setText] = useState(start);
  const [refusal, setRefusal] = useState<Findings>();
  const [sending, setSending] = useState(false);
  const editor = useRef<HTMLTextAreaElement>(null);
  const checked = useFindings(text);
  const findings = refusal ?? checked;
  // While the text is no JSON the form shows the last that was, and rests.
  const current = readDraft(text);
  const last = useRef<Draft | undefined>(current);
  useEffect(() => {
    if (current) last.current = current;
  });
  const draft = current ?? last.current;

  const write = (next: string) => {
    setText(next);
    setRefusal(undefined);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setSending(true);
    createJob(text).then(
      ({ id }) => {
        rememberDocument(id, text);
        goTo({ view: 'job', id });
      },
      (error: Error) => {
        setSending(false);
        const errors = error instanceof Refused ? error.errors : [];
        setRefusal({ state: 'wrong', errors, ...(errors.length > 0 ? {} : { message: explain(error) }) });
      },
    );
  };
  const show = (pointer: string) => {
    const area = editor.current!;
    const { start: from, end } = locate(text, pointer);
    area.focus();
    area.setSelectionRange(from, end);
    // Lines have one height: the share of lines above is the share of the height above.
    const above = text.slice(0, from).split('\n').length - 1;
    area.scrollTop = (area.scrollHeight * above) / text.split('\n').length - area.clientHeight / 3;
  };
  return (
    <form class="workbench" onSubmit={submit} onKeyDown={commitOnEnter}>
      {draft && (
        <DraftForm
          draft={draft}
          disabled={!current}
          findings={findings}
          onChange={(document) => write(written(document))}
        />
      )}
      <DocumentEditor text={text} area={editor} onInput={write} invalid={findings.state === 'wrong'} />
      <div class="verdict">
        <FindingsPanel findings={findings} onShow={show} />
        <button type="submit" class="primary" disabled={sending || findings.state === 'wrong'}>
          Start the job
        </button>
      </div>
    </form>
  );
}

/** Enter in a field finishes the field: a job is started by its button alone. */
function commitOnEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  event.target.blur();
  event.target.focus();
}
