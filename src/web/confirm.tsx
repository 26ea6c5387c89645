import { useEffect, useId, useRef } from 'preact/hooks';

interface Props {
  readonly question: string;
  readonly detail: string;
  /** The word on the button that says yes. */
  readonly action: string;
  readonly onAnswer: (yes: boolean) => void;
}

/** A question in a dialog that holds the focus; Escape says no. */
export function Confirm({ question, detail, action, onAnswer }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-question`}
      aria-describedby={`${id}-detail`}
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(false);
      }}
    >
      <h2 id={`${id}-question`}>{question}</h2>
      <p id={`${id}-detail`}>{detail}</p>
      <div class="actions">
        <button type="button" onClick={() => onAnswer(false)}>
          Keep
        </button>
        <button type="button" class="danger" onClick={() => onAnswer(true)}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
