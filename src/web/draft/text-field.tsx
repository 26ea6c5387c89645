import { useState } from 'preact/hooks';

interface Props {
  /** Of the input: those that the field around it gives, or a type of its own. */
  readonly attributes: object;
  readonly inputMode: 'text' | 'decimal';
  readonly placeholder: string;
  readonly value: string;
  readonly onWrite: (text: string) => void;
}

/**
 * A line of text, written to the document when it is complete, so that "0." is not taken for 0. What is being typed
 * stays as it is, whatever arrives from the service meanwhile.
 */
export function TextField({ attributes, inputMode, placeholder, value, onWrite }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <input
      type="text"
      {...attributes}
      inputMode={inputMode}
      placeholder={placeholder}
      value={typed ?? value}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={(event) => onWrite(event.currentTarget.value)}
      onBlur={() => setTyped(undefined)}
    />
  );
}
