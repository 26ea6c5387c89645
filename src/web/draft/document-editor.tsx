import type { RefObject } from 'preact';

interface Props {
  readonly text: string;
  readonly area: RefObject<HTMLTextAreaElement>;
  readonly invalid: boolean;
  readonly onInput: (text: string) => void;
}

/** The document itself, to be edited or pasted. */
export function DocumentEditor({ text, area, invalid, onInput }: Props) {
  return (
    <section class="document" aria-labelledby="document">
      <h2 id="document">Document</h2>
      <p class="note" id="document-note">
        The form writes this text and reads it: edit either, or paste a spec or a comparison.
      </p>
      <textarea
        ref={area}
        aria-labelledby="document"
        aria-describedby="document-note findings"
        aria-invalid={invalid}
        spellcheck={false}
        autocapitalize="off"
        wrap="off"
        rows={26}
        value={text}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </section>
  );
}
